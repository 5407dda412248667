#pragma once
// Which classes a model usually gives to frames of another class. A rival that it habitually names on frames labeled so
// speaks less against a label than one that it never names there (reference: label errors, section 8.3, wrong class).

#include <span>

#include "schema/calibration.h"

namespace labelwatch {

class FrameClassHabits {
 public:
  static constexpr double kStrongest = 4;  // factors lie between 1/4 and 4

  // `habits` sorted by (predicted, labeled), `sums` by class; both must outlive the object. `classes`: how many the
  // model tells apart.
  FrameClassHabits(std::span<const ConfusionCount> habits, std::span<const FrameClassSum> sums, std::size_t classes);

  // By what the probability of `rival` on a frame labeled `labeled` is to be multiplied: sqrt((expected + 1) / (seen +
  // 1)), where seen is the sum of the rival's probability over the frames labeled so, and expected what any class but
  // the labeled one gets on so many frames. 1 where nothing was learned.
  double FactorOf(NameId rival, NameId labeled) const;

 private:
  std::span<const ConfusionCount> habits_;
  std::span<const FrameClassSum> sums_;
  double leak_ = 0;
};

}  // namespace labelwatch
