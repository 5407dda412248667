#pragma once
// Labels whose box does not fit: the best prediction of the class lies differently. Made errors move the four sides of
// a label (reference: label scores, section 3).

#include "detectors/labels/detector.h"

namespace labelwatch {

class InaccurateDetector final : public LabelDetector {
 public:
  std::string_view Name() const override { return "inaccurate"; }
  Kind FindsKind() const override { return Kind::kInaccurate; }
  bool NeedsModel() const override { return true; }
  void Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const override;
  std::string Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const override;
};

}  // namespace labelwatch
