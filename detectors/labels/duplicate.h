#pragma once
// The same object labeled twice: two labels of a class with IoU >= 0.5; the later one is reported with the score
// 25 (IoU - 0.6), which only orders. Needs no model; what share of such pairs are duplicates:
// detectors/probabilities.h.

#include "detectors/contract/detector.h"

namespace labelwatch {

struct DuplicateEvidence {
  float iou = 0;             // of the two labels
  std::int32_t earlier = 0;  // the other one, index in the frame
};

constexpr double DuplicateScore(double iou) { return 25 * (iou - 0.6); }

class DuplicateDetector final : public DetectorWith<DuplicateEvidence> {
 public:
  DuplicateDetector() : DetectorWith({"duplicate", Kind::kDuplicate, {}}) {}
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const DuplicateEvidence& evidence,
                   const NameTable& classes) const override;
};

}  // namespace labelwatch
