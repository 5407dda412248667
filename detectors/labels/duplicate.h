#pragma once
// The same object labeled twice: two labels of a class with IoU >= 0.5; the later one is reported with the score
// 25 (IoU - 0.6). Needs no model.

#include "detectors/labels/detector.h"

namespace labelwatch {

class DuplicateDetector final : public LabelDetector {
 public:
  std::string_view Name() const override { return "duplicate"; }
  Kind FindsKind() const override { return Kind::kDuplicate; }
  bool NeedsModel() const override { return false; }
  void Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const override;
  std::string Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const override;
};

}  // namespace labelwatch
