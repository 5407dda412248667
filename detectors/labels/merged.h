#pragma once
// One label around two objects: the model sees two of its class side by side, which together fill it, and no single one
// that fits it. Such a label is loose for either of them, so that it is of kind inaccurate; but the learned score knows
// labels that are moved, not labels that hold two, and calls a half of them usual.
//
// Nothing is learned here: log-odds are 10 (IoU - 0.8) of the label with the box around both (rule_score.h). On
// VOC 2007 (5,506 labels, no such errors made) it speaks about two labels by YOLOv3 and four by YOLOv2.

#include "detectors/contract/detector.h"

namespace labelwatch {

struct MergedEvidence {
  float confidence = 0, other = 0;  // of the two predictions; the finding names the first
};

class MergedDetector final : public DetectorWith<MergedEvidence> {
 public:
  MergedDetector() : DetectorWith({"merged", Kind::kInaccurate, {.boxes = true}}) {}
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const MergedEvidence& evidence,
                   const NameTable& classes) const override;
};

}  // namespace labelwatch
