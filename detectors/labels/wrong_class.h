#pragma once
// Labels of the wrong class: a prediction of another class lies where the label is. Made errors rename a label, a
// quarter of the time to a class that the model is known to confuse with it (reference: label scores, section 3).

#include "detectors/labels/detector.h"

namespace labelwatch {

class WrongClassDetector final : public LabelDetector {
 public:
  std::string_view Name() const override { return "wrong_class"; }
  Kind FindsKind() const override { return Kind::kWrongClass; }
  bool NeedsModel() const override { return true; }
  void Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const override;
  std::string Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const override;
};

}  // namespace labelwatch
