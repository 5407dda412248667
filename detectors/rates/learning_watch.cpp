#include "detectors/rates/learning_watch.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace labelwatch {
namespace {

// One in so many of `count` places in a ring, all of which it meets: near the golden section, where neighbours come to
// lie far apart.
std::size_t Stride(std::size_t count) {
  auto stride = std::max<std::size_t>(1, static_cast<std::size_t>(0.618 * static_cast<double>(count)));
  while (std::gcd(stride, count) != 1) ++stride;
  return stride;
}

// k / n of the clusters, or of as many as may be of a tick, sorted as they are.
std::vector<double> Rates(std::span<const CountedCluster> clusters) {
  double all = 0;
  for (const CountedCluster& pair : clusters) all += static_cast<double>(pair.count);
  const double share = std::min(1.0, static_cast<double>(LearningWatch::kMostOfTick) / all);
  std::vector<double> rates;
  double seen = 0;
  for (const CountedCluster& pair : clusters) {
    seen += static_cast<double>(pair.count);
    const auto until = static_cast<std::size_t>(std::llround(seen * share));
    rates.resize(until, static_cast<double>(pair.cluster.k) / static_cast<double>(pair.cluster.n));
  }
  return rates;
}

}  // namespace

bool Possible(const LearningChange& change) {
  const auto share = [](double rate) { return rate >= 0 && rate <= 1; };
  return change.before <= kMostCounted && change.after <= kMostCounted && share(change.rate_before) &&
         share(change.rate_after);
}

void LearningWatch::Take(std::span<const CountedCluster> clusters) {
  visits_ = visits_ || std::ranges::any_of(clusters, [](const CountedCluster& pair) { return pair.cluster.n > 1; });
  const std::vector<double> rates = Rates(clusters);
  const std::size_t stride = Stride(rates.size());
  for (std::size_t i = 0, place = 0; i < rates.size(); ++i, place = (place + stride) % rates.size()) Add(rates[place]);
}

void LearningWatch::Add(double rate) {
  if (window_.Add(rate)) {
    const AdwinBorder& border = window_.Border();
    found_ = {std::min(border.before, kMostCounted), std::min(border.after, kMostCounted),
              std::clamp(border.mean_before, 0.0, 1.0), std::clamp(border.mean_after, 0.0, 1.0)};
  } else if (found_) {
    found_->after = CountedSum(found_->after, 1);
    found_->rate_after += (rate - found_->rate_after) / static_cast<double>(found_->after);
  }
}

void LearningWatch::Stop() { window_ = Adwin(); }

std::optional<LearningWatch> LearningWatch::From(const State& state) {
  std::optional<Adwin> window = Adwin::From(state.window);
  if (!window || (state.found && !Possible(*state.found))) return std::nullopt;
  LearningWatch watch;
  watch.window_ = std::move(*window);
  watch.found_ = state.found;
  watch.visits_ = state.visits;
  return watch;
}

}  // namespace labelwatch
