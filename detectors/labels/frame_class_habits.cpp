#include "detectors/labels/frame_class_habits.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

constexpr double kPriorCount = 1;  // expected and seen: one wrong label alone makes no habit
constexpr double kLeastLeak = 1e-6;

}  // namespace

FrameClassHabits::FrameClassHabits(std::span<const ConfusionCount> habits, std::span<const FrameClassSum> sums,
                                   std::size_t classes)
    : habits_(habits), sums_(sums) {
  double probability = 0, frames = 0;
  for (const FrameClassSum& sum : sums) {
    probability += sum.probability;
    frames += sum.frames;
  }
  if (frames <= 0 || classes < 2) return;
  leak_ = std::max(kLeastLeak, (1 - probability / frames) / static_cast<double>(classes - 1));
}

double FrameClassHabits::FactorOf(NameId rival, NameId labeled) const {
  if (leak_ <= 0 || labeled >= sums_.size()) return 1;
  const ConfusionCount wanted = {rival, labeled, 0};
  const auto at =
      std::lower_bound(habits_.begin(), habits_.end(), wanted, [](const ConfusionCount& a, const ConfusionCount& b) {
        return a.predicted != b.predicted ? a.predicted < b.predicted : a.labeled < b.labeled;
      });
  const bool known = at != habits_.end() && at->predicted == rival && at->labeled == labeled;
  const double expected = leak_ * sums_[labeled].frames;
  return std::clamp(std::sqrt((expected + kPriorCount) / ((known ? at->count : 0) + kPriorCount)), 1 / kStrongest,
                    kStrongest);
}

}  // namespace labelwatch
