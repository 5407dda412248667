#pragma once
// What a model usually gives to frames of a class beside that class: whether another class that it names on one of them
// is its own confusion, or an error that these labels often have.
//
// Of a pair, k named on frames labeled y, two things are counted. Doubts d(k, y): the sum of the probability of k where
// y got no less. Contradictions c(k, y): the frames on which k got more than y and than any other class. Classes that a
// model confuses have both, so that over all pairs there are so many contradictions for each doubt, and of this pair
// e = d(k, y) * sum of c / sum of d are to be expected. Frames of class k that are labeled y add contradictions, and no
// doubts: the model is sure about them. So
//
//   factor = (c(k, y) + 1) / (e + 1) * sqrt((d(y, k) + 1) / (d(k, y) + 1)).
//
// The root is for models that were trained on such labels and repeat them in part: they give y its share on the frames
// labeled k, but nothing to k on those labeled y. Where a model contradicts a class more often than it agrees with it,
// it does not know the class, or by another name: of a(y) frames labeled y on which it agrees, no more contradictions
// and no more reversed doubts count than a(y), and the other contradictions are expected.

#include "schema/calibration.h"

namespace labelwatch {

class FrameClassHabits {
 public:
  static constexpr double kWeakest = 0.05, kStrongest = 20;  // factors lie between them

  // `model` must outlive the object.
  explicit FrameClassHabits(const ModelCalibration& model) : model_(model) {}

  // By what the odds are to be multiplied that a frame labeled `labeled` is one of class `rival`; 1 where nothing was
  // learned.
  double FactorOf(NameId rival, NameId labeled) const;

 private:
  const ModelCalibration& model_;
};

}  // namespace labelwatch
