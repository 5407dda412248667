#include "detectors/rates/weighted_rate.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {

RateEstimate WeightedRate(std::span<const WeightedCount> counts, double confidence) {
  double rate = 0, weights = 0, below = 0, above = 0;
  for (const WeightedCount& count : counts) {
    if (!(count.weight > 0 && std::isfinite(count.weight))) continue;
    const bool known = count.frames > 0 && std::isfinite(count.frames) && !std::isnan(count.flagged);
    const double share = known ? std::clamp(count.flagged / count.frames, 0.0, 1.0) : 0.5;
    Interval limits = known ? Wilson(share * count.frames, count.frames, confidence) : Interval{};
    if (known && count.whole) limits = {share, share};
    weights += count.weight;
    rate += count.weight * share;
    below += std::pow(count.weight * (share - limits.low), 2);
    above += std::pow(count.weight * (limits.high - share), 2);
  }
  return {rate, {std::max(0.0, rate - std::sqrt(below)), std::min(weights, rate + std::sqrt(above))}};
}

}  // namespace labelwatch
