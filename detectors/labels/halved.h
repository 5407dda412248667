#pragma once
// Two labels on one object, each on a part of it: the model sees one object of their class, which they fill side by
// side, and no object on either of them. Labels that lie on each other are what duplicate.h is about.
//
// Models often take two people who stand close for one, so that only what fits together like two parts of one speaks:
// log-odds are 12 (IoU - 0.8) of the prediction with the box around both labels (rule_score.h). On VOC 2007 (5,506
// labels, no such errors made) it speaks about one pair by YOLOv2 and one by YOLOv3. Nothing is learned here.

#include "detectors/contract/detector.h"

namespace labelwatch {

struct HalvedEvidence {
  float confidence = 0;      // of the prediction
  std::int32_t earlier = 0;  // the other label, index in the frame
};

class HalvedDetector final : public DetectorWith<HalvedEvidence> {
 public:
  HalvedDetector() : DetectorWith({"halved", Kind::kDuplicate, {.boxes = true}}) {}
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const HalvedEvidence& evidence,
                   const NameTable& classes) const override;
};

}  // namespace labelwatch
