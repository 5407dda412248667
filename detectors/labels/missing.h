#pragma once
// Objects that nobody labeled: a prediction that no label explains. Made errors hide a label and look at the prediction
// that claims it; real objects are the other predictions (reference: label scores, section 3).
//
// Says nothing about classes that were not labeled exhaustively, nor where a crowd, ignore or difficult region of the
// class holds at least half of the prediction.

#include "detectors/contract/detector.h"

namespace labelwatch {

struct MissingEvidence {
  float confidence = 0;  // of the prediction
  float overlap = 0;     // largest IoU with a label
};

class MissingDetector final : public DetectorWith<MissingEvidence> {
 public:
  MissingDetector() : DetectorWith({"missing", Kind::kMissing, {.boxes = true}}) {}
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const MissingEvidence& evidence,
                   const NameTable& classes) const override;
};

}  // namespace labelwatch
