#include "detectors/rates/common_cause.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace labelwatch {
namespace {

constexpr double kMost = 1e15;

double Positive(double value) { return value > 0 ? std::min(value, kMost) : 0; }

double Effect(double design_effect) { return design_effect > 1 && std::isfinite(design_effect) ? design_effect : 1; }

// Bounds of the mean of a Poisson count, from those of a rare event in very many frames; 95 % on each side.
Interval PoissonBounds(double count) {
  constexpr double kFrames = 1e9;
  return {LowerBound(count, kFrames) * kFrames, UpperBound(count, kFrames) * kFrames};
}

double Ratio(double flagged, double expected) { return expected > 0 ? flagged / expected : 1; }

}  // namespace

CommonCause FindCommonCause(std::span<const SeriesNow> series, double design_effect, double fewest) {
  struct One {
    std::size_t place;
    double expected, flagged;
  };
  std::vector<One> known;
  CommonCause found;
  double expected = 0, flagged = 0;
  for (std::size_t place = 0; place < series.size(); ++place) {
    const double frames = Positive(series[place].frames);
    if (!(frames >= fewest && frames > 0 && series[place].before > 1e-9)) continue;
    const One one{place, std::min(series[place].before, 1.0) * frames,
                  std::min(Positive(series[place].flagged), frames)};
    known.push_back(one);
    expected += one.expected;
    flagged += one.flagged;
    found.risen += one.flagged > one.expected ? 1 : 0;
  }
  found.series = known.size();
  if (known.empty()) return found;
  const auto excess = [](const One& one) { return one.flagged - one.expected; };
  const auto largest =
      std::max_element(known.begin(), known.end(), [&](const One& a, const One& b) { return excess(a) < excess(b); });
  found.largest = largest->place;
  found.ratio = Ratio(flagged, expected);
  found.ratio_of_largest = Ratio(largest->flagged, largest->expected);
  const double effect = Effect(design_effect);
  const bool rose = PoissonBounds(flagged / effect).low > expected / effect;
  const bool one_rose = PoissonBounds(largest->flagged / effect).low > largest->expected / effect;
  if (!rose && !one_rose) return found;
  found.cause = RiseCause::kUnclear;
  if (known.size() == 1) return found;  // nobody to compare with

  const double rest_expected = std::max(1e-9, expected - largest->expected);
  const double rest_flagged = std::max(0.0, flagged - largest->flagged);
  found.ratio_of_rest = rest_flagged / rest_expected;
  const Interval counts = PoissonBounds(rest_flagged / effect);
  found.bounds_of_rest = {counts.low * effect / rest_expected, counts.high * effect / rest_expected};
  const std::size_t rest_risen = found.risen - (excess(*largest) > 0 ? 1 : 0);
  if (found.bounds_of_rest.low > 1) {
    found.cause = 2 * rest_risen > known.size() - 1 ? RiseCause::kCommon : RiseCause::kSeveral;
  } else if (found.bounds_of_rest.high < (1 + found.ratio_of_largest) / 2) {
    found.cause = RiseCause::kOne;
  }
  return found;
}

AdjustedRate AdjustForMix(std::span<const ClassCount> classes, double design_effect, double confidence) {
  AdjustedRate rate;
  double shares = 0, frames = 0, flagged = 0;
  for (const ClassCount& one : classes) {
    shares += Positive(one.share_before);
    frames += Positive(one.frames);
    flagged += std::min(Positive(one.flagged), Positive(one.frames));
  }
  if (!(shares > 0 && frames > 0)) return rate;
  rate.now = flagged / frames;
  const double effect = Effect(design_effect);
  std::vector<WeightedCount> counts;
  for (const ClassCount& one : classes) {
    const double share = Positive(one.share_before) / shares, before = std::min(Positive(one.rate_before), 1.0);
    const double n = Positive(one.frames), k = std::min(Positive(one.flagged), n);
    rate.before += share * before;
    rate.expected += n / frames * before;
    counts.push_back(n > 0 ? WeightedCount{share, n / effect, k / effect, false}
                           : WeightedCount{share, 1, before, true});
  }
  rate.adjusted = WeightedRate(counts, confidence);
  const double rise = rate.now - rate.before;
  rate.explained = rise > 0 ? std::clamp((rate.expected - rate.before) / rise, 0.0, 1.0) : 0;
  rate.by_mix = rise > 0 && rate.explained > 0.5 && rate.adjusted.bounds.low <= rate.before;
  return rate;
}

}  // namespace labelwatch
