#pragma once
// Labels whose box does not fit: the best prediction of the class lies differently. Made errors move the four sides of
// a label (reference: label scores, section 3).

#include "detectors/contract/detector.h"

namespace labelwatch {

struct InaccurateEvidence {
  float confidence = 0;  // of the prediction
  float iou = 0;         // of the two
  float margin = 0;      // that was taken off the label
};

class InaccurateDetector final : public DetectorWith<InaccurateEvidence> {
 public:
  InaccurateDetector() : DetectorWith({"inaccurate", Kind::kInaccurate, {.boxes = true}}) {}
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const InaccurateEvidence& evidence,
                   const NameTable& classes) const override;
};

}  // namespace labelwatch
