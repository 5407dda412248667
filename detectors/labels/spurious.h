#pragma once
// Labels where there is nothing: no prediction supports them. Made errors plant labels of earlier frames, same size and
// class, at a random place (reference: label scores, section 3).

#include "detectors/contract/detector.h"

namespace labelwatch {

struct SpuriousEvidence {
  float overlap = 0;       // largest IoU with any prediction
  float support_same = 0;  // largest confidence x IoU within the class
  float elsewhere = 0;     // highest confidence of the class elsewhere in the frame
};

class SpuriousDetector final : public DetectorWith<SpuriousEvidence> {
 public:
  SpuriousDetector() : DetectorWith({"spurious", Kind::kSpurious, {.boxes = true}}) {}
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const SpuriousEvidence& evidence,
                   const NameTable& classes) const override;
};

}  // namespace labelwatch
