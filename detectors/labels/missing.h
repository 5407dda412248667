#pragma once
// Objects that nobody labeled: a prediction that no label explains. Made errors hide a label and look at the prediction
// that claims it; real objects are the other predictions (reference: label scores, section 3).
//
// Says nothing about classes that were not labeled exhaustively, nor where a crowd, ignore or difficult region of the
// class holds at least half of the prediction.

#include "detectors/labels/detector.h"

namespace labelwatch {

class MissingDetector final : public LabelDetector {
 public:
  std::string_view Name() const override { return "missing"; }
  Kind FindsKind() const override { return Kind::kMissing; }
  bool NeedsModel() const override { return true; }
  void Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const override;
  std::string Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const override;
};

}  // namespace labelwatch
