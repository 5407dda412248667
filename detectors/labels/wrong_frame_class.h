#pragma once
// Frames whose class as a whole is wrong, by confident learning with running thresholds (Northcutt, Jiang and Chuang
// 2021): t_j, the mean probability of class j over the frames labeled j, says what confidence is usual for class j.
//
// For a frame labeled y and the most likely class k that it is not labeled with,
//
//   score = ln(p_k / t_k) - ln(p_y / t_y) + ln r,    r the assumed share of wrong labels.
//
// Why: if the model's probabilities were right and errors went to the class that looks most alike, the odds of an error
// would be r p_k / p_y. A model that is habitually less sure of class k than of class y says so in t_k < t_y; dividing
// by t is the correction of confident learning, where p_j >= t_j decides. It keeps the score on the log-odds scale of
// the other kinds. Classes with fewer than 10 labeled frames use the mean over all classes.

#include "detectors/labels/detector.h"

namespace labelwatch {

class WrongFrameClassDetector final : public LabelDetector {
 public:
  std::string_view Name() const override { return "wrong_frame_class"; }
  Kind FindsKind() const override { return Kind::kWrongFrameClass; }
  bool NeedsModel() const override { return true; }
  void Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const override;
  std::string Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const override;
};

}  // namespace labelwatch
