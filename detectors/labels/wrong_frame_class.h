#pragma once
// Frames whose class as a whole is wrong, by online confident learning (after Northcutt, Jiang and Chuang 2021): t_j,
// the mean probability of class j over the frames labeled j so far, says what confidence is usual for class j.
//
// For a frame labeled y and the class k, of those it is not labeled with, that speaks most strongly against it,
//
//   score = ln(another + none) + ln r,
//   another = f(k, y) sqrt(p_k / (1 - p_k) * (p_k / t_k) / (p_y / t_y)),
//   none    = 1/2 (1 - p_y) / p_y * (1 - p_y - p_m),
//
// f the factor of FrameClassHabits, m the most probable class that it is not labeled with, r the assumed share of wrong
// labels. Why: were the model's probabilities right, the odds of an error would be r p_k / p_y. They are not, in two
// ways. A model that is habitually less sure of class k than of class y says so in t_k < t_y; dividing by t is the
// correction of confident learning, where p_j >= t_j decides. And where it hesitates among many classes, small
// probabilities mean little: p_y is as small where it knows nothing as where it is sure of k. The odds of k against all
// other classes tell the two apart; of two classes alone both odds are the same, so that their mean keeps the log-odds
// scale of the other kinds. Classes with fewer than 10 labeled frames use the mean over all classes.
//
// But there is more than one way to be wrong. A frame of another class has a rival. One that is of none of the classes
// has not: the model spreads its probability, and `another` puts such junk behind every honest confusion of two
// classes. `none` are the odds against the label, as far as the model gives them to neither class (of two classes: 0),
// by half the rate, for a model that hesitates spreads its probability, too. The two add up as odds of different errors
// do (detectors/MEASURED.md, "Frame classes"). Of a frame that is labeled with several classes the probabilities of all
// of them are taken away.
//
// A frame costs at most n log n of its n classes and probabilities: where it has more labels and rivals than are worth
// comparing, each label is compared with the strongest rivals.

#include <vector>

#include "detectors/contract/detector.h"
#include "detectors/labels/frame_class_habits.h"
#include "detectors/labels/frame_class_thresholds.h"

namespace labelwatch {

struct WrongFrameClassEvidence {
  float suggested = 0;  // probability of the class that speaks most strongly against the label
  float labeled = 0;    // ... of the labeled one
  float usual = 0;      // ... that frames labeled so usually give to it
  float habit = 1;      // factor of FrameClassHabits
};

class WrongFrameClassDetector final : public DetectorWith<WrongFrameClassEvidence> {
 public:
  WrongFrameClassDetector() : DetectorWith({"wrong_frame_class", Kind::kWrongFrameClass, {.frame_classes = true}}) {}
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  struct LabeledClass {
    NameId class_id;
    double probability;  // that the model gives it
    bool named;          // the model names it
  };
  struct Rival {  // a class that the frame is not labeled with
    const ClassProbability* entry = nullptr;
    double probability = 0;
    double strength = 0;  // how it speaks against any label; of the strongest against one: times the habit
    double habit = 1;
  };

  void Sort(const Scene& scene, const FrameClassThresholds& thresholds);
  double ProbabilityOf(NameId class_id) const;  // REQUIRES: the frame is labeled with it
  Rival StrongestAgainst(NameId labeled, const FrameClassHabits& habits) const;
  double LeftToNone() const;  // probability that goes neither to labeled classes nor to their most probable rival
  void Learn(const Scene& scene, const FrameClassThresholds& thresholds, ModelTally& sums);

  std::vector<LabeledClass> labeled_;            // by class
  std::vector<Rival> rivals_, doubts_;           // as the model names them; those with enough probability to learn from
  const ClassProbability* strongest_ = nullptr;  // the most probable rival

  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const WrongFrameClassEvidence& evidence,
                   const NameTable& classes) const override;
};

}  // namespace labelwatch
