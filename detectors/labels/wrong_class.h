#pragma once
// Labels of the wrong class: a prediction of another class lies where the label is. Made errors rename a label, a
// quarter of the time to a class that the model is known to confuse with it (reference: label scores, section 3).

#include "detectors/contract/detector.h"

namespace labelwatch {

struct WrongClassEvidence {
  float confidence = 0;      // of the prediction
  float own_confidence = 0;  // that the model gives to the labeled class here
  float iou = 0;             // of the two
};

class WrongClassDetector final : public DetectorWith<WrongClassEvidence> {
 public:
  WrongClassDetector() : DetectorWith({"wrong_class", Kind::kWrongClass, {.boxes = true}}) {}
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const WrongClassEvidence& evidence,
                   const NameTable& classes) const override;
};

}  // namespace labelwatch
