#include "detectors/labels/frame_class_habits.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "detectors/labels/class_pairs.h"

namespace labelwatch {
namespace {

// Expected and seen: one frame alone makes no habit.
constexpr double kPriorCount = 1;

double CountOf(NameId predicted, NameId labeled, std::span<const ConfusionCount> pairs) {
  const ConfusionCount wanted = {predicted, labeled, 0};
  const auto at = std::lower_bound(pairs.begin(), pairs.end(), wanted, BeforePair);
  const bool known = at != pairs.end() && at->predicted == predicted && at->labeled == labeled;
  return known ? static_cast<double>(at->count) : 0.0;
}

}  // namespace

double FrameClassHabits::FactorOf(NameId rival, NameId labeled) const {
  const double contradictions = CountOf(rival, labeled, model_.frame_class_contradictions);
  const double doubts = CountOf(rival, labeled, model_.frame_class_habits);
  const double doubts_reversed = CountOf(labeled, rival, model_.frame_class_habits);
  const double agreed = labeled < model_.frame_class_sums.size() ? model_.frame_class_sums[labeled].agreed : 0;
  const double beyond = std::max(0.0, contradictions - agreed);
  const double expected = doubts * model_.contradictions_per_doubt + beyond;
  const double factor = (contradictions - beyond + kPriorCount) / (expected + kPriorCount) *
                        std::sqrt((std::min(doubts_reversed, agreed) + kPriorCount) / (doubts + kPriorCount));
  return std::clamp(factor, kWeakest, kStrongest);
}

}  // namespace labelwatch
