#include "detectors/rates/ranking.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

namespace labelwatch {
namespace {

constexpr double kMostFrames = 1e9;
constexpr int kSteps = 24;

// Nothing where there is no frame.
SeriesCount InRange(const SeriesCount& count) {
  if (!(count.frames > 0) || !std::isfinite(count.frames) || std::isnan(count.flagged)) return {};
  const double share = std::clamp(count.flagged / count.frames, 0.0, 1.0);
  const double frames = std::min(count.frames, kMostFrames);
  return {frames, share * frames};
}

double MeanRate(const std::vector<SeriesCount>& counts, double prior_frames) {
  double weights = 0, sum = 0;
  for (const auto& [frames, flagged] : counts) {
    const double weight = frames / (1 + (frames - 1) / (prior_frames + 1));
    weights += weight;
    sum += weight * flagged / frames;
  }
  return sum / weights;
}

// ln of (x)(x + 1) ... (x + k - 1), for any k >= 0. Not std::lgamma, which writes a global; in doubles, as the place of
// a maximum needs no more.
double LogRising(double x, double k) {
  using InDoubles = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
  return k > 0 ? boost::math::lgamma(x + k, InDoubles()) - boost::math::lgamma(x, InDoubles()) : 0;
}

double LogLikelihood(const std::vector<SeriesCount>& counts, double mean, double prior_frames) {
  const double a = mean * prior_frames, b = (1 - mean) * prior_frames;
  double sum = 0;
  for (const auto& [frames, flagged] : counts) {
    sum += LogRising(a, flagged) + LogRising(b, frames - flagged) - LogRising(prior_frames, frames);
  }
  return sum;
}

// Golden section: where `value` is highest between low and high.
template <typename Value>
double Highest(const Value& value, double low, double high) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  double left = high - golden * (high - low), right = low + golden * (high - low);
  double at_left = value(left), at_right = value(right);
  while (high - low > 1e-3) {
    if (at_left > at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - golden * (high - low);
      at_left = value(left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + golden * (high - low);
      at_right = value(right);
    }
  }
  return (low + high) / 2;
}

}  // namespace

RatePrior FitPrior(std::span<const SeriesCount> series) {
  std::vector<SeriesCount> counts;
  double frames = 0, flagged = 0;
  for (const SeriesCount& given : series) {
    const SeriesCount count = InRange(given);
    if (count.frames < 1) continue;  // a part of a frame says nothing about how series differ
    counts.push_back(count);
    frames += count.frames;
    flagged += count.flagged;
  }
  // Half a flagged frame and half a good one keep p away from 0 and 1.
  const double pooled = (flagged + 0.5) / (frames + 1);
  if (counts.size() < kFewestToFit) return {pooled, kFramesWithoutFit, false};

  // The likelihood over ln M has one top, which may be at an end: tried in steps, then closed in on.
  const double least = 0.5 / (frames + 1);
  const auto mean = [&](double prior_frames) { return std::clamp(MeanRate(counts, prior_frames), least, 1 - least); };
  const auto likelihood = [&](double log_frames) {
    const double prior_frames = std::exp(log_frames);
    return LogLikelihood(counts, mean(prior_frames), prior_frames);
  };
  const double start = std::log(kFewestPriorFrames), end = std::log(kMostPriorFrames), step = (end - start) / kSteps;
  int top = 0;
  double highest = likelihood(start);
  for (int i = 1; i <= kSteps; ++i) {
    const double here = likelihood(start + i * step);
    if (here < highest) continue;
    highest = here;
    top = i;
  }
  double prior_frames = top == 0 ? kFewestPriorFrames : kMostPriorFrames;
  if (top > 0 && top < kSteps) {
    prior_frames = std::exp(Highest(likelihood, start + (top - 1) * step, start + (top + 1) * step));
  }
  return {mean(prior_frames), prior_frames, true};
}

std::vector<RankedSeries> Rank(std::span<const SeriesCount> series, const RatePrior& prior) {
  std::vector<RankedSeries> ranked;
  for (std::size_t place = 0; place < series.size(); ++place) {
    const auto [frames, flagged] = InRange(series[place]);
    if (frames <= 0) continue;
    const double a = prior.mean * prior.frames + flagged, b = (1 - prior.mean) * prior.frames + frames - flagged;
    ranked.push_back(
        {place, a / (a + b), {BetaQuantile(a, b, 0.05), BetaQuantile(a, b, 0.95)}, BetaAbove(a, b, prior.mean)});
  }
  std::stable_sort(ranked.begin(), ranked.end(), [&](const RankedSeries& a, const RankedSeries& b) {
    return prior.fitted ? a.mean > b.mean : a.bounds.low > b.bounds.low;
  });
  return ranked;
}

std::vector<RankedSeries> Rank(std::span<const SeriesCount> series) { return Rank(series, FitPrior(series)); }

}  // namespace labelwatch
