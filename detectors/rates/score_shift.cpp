#include "detectors/rates/score_shift.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

constexpr double kMostCount = 1e15;

double Middle(std::size_t bin) { return (static_cast<double>(bin) + 0.5) / BinnedScores::kBins; }

}  // namespace

void BinnedScores::Add(double score, double weight) {
  if (std::isnan(score) || !(weight > 0) || !(count_ + weight <= kMostCount)) return;
  const double place = std::clamp(score, 0.0, 1.0) * kBins;
  bins_[std::min(kBins - 1, static_cast<std::size_t>(place))] += weight;
  count_ += weight;
}

void BinnedScores::Add(const BinnedScores& other) {
  if (!(count_ + other.count_ <= kMostCount)) return;
  for (std::size_t bin = 0; bin < kBins; ++bin) bins_[bin] += other.bins_[bin];
  count_ += other.count_;
}

double BinnedScores::Quantile(double share) const {
  double left = share * count_;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    left -= bins_[bin];
    if (bins_[bin] > 0 && left <= 0) return Middle(bin);
  }
  return 0;
}

std::optional<BinnedScores> BinnedScores::From(const std::array<double, kBins>& bins) {
  BinnedScores histogram;
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    if (!(bins[bin] >= 0 && bins[bin] <= kMostCount)) return std::nullopt;
    histogram.bins_[bin] = bins[bin];
    histogram.count_ += bins[bin];
  }
  return histogram.count_ <= kMostCount ? std::optional(histogram) : std::nullopt;
}

ScoreShift CompareScores(const BinnedScores& reference, const BinnedScores& now, std::uint64_t look,
                         const ScoreShiftOptions& options) {
  ScoreShift shift;
  const double m = reference.Count(), n = now.Count();
  if (!(m > 0 && n > 0)) return shift;
  double below_before = 0, below_now = 0;
  for (std::size_t bin = 0; bin + 1 < BinnedScores::kBins; ++bin) {
    below_before += reference.In(bin) / m;
    below_now += now.In(bin) / n;
    const double apart = std::abs(below_before - below_now);
    if (apart <= shift.distance) continue;
    shift.distance = apart;
    shift.at = static_cast<double>(bin + 1) / BinnedScores::kBins;
    shift.lower = below_now > below_before;
  }
  const double k = std::max(1.0, static_cast<double>(look)), effect = std::max(1.0, options.design_effect);
  const double spent = options.alpha / (2 * k * (k + 1));
  shift.limit = std::sqrt(std::log(2 / spent) / 2 * effect) * (1 / std::sqrt(m) + 1 / std::sqrt(n));
  shift.moved = shift.distance > shift.limit && shift.distance >= options.least;
  return shift;
}

void ScoreWatch::Add(const std::string& version, double score) { Place(version).Add(score); }

void ScoreWatch::Add(const std::string& version, const BinnedScores& scores) { Place(version).Add(scores); }

// Where scores of that version go now.
BinnedScores& ScoreWatch::Place(const std::string& version) {
  if (version != state_.version) {
    const bool comparable = state_.new_version || state_.reference.Count() >= options_.fewest;
    state_.version = version;
    state_.now = {};
    state_.looks = 0;
    state_.new_version = comparable;
    state_.told = comparable ? ModelState::kNewVersion : ModelState::kLearning;
    if (!comparable) state_.reference = {};
  }
  const bool learning = !state_.new_version && state_.reference.Count() < options_.reference;
  return learning ? state_.reference : state_.now;
}

ModelState ScoreWatch::Look() {
  if (state_.now.Count() < options_.fewest) return state_.told;
  last_ = CompareScores(state_.reference, state_.now, ++state_.looks, options_);
  if (state_.new_version) {
    state_.told = last_.moved ? ModelState::kNewAndMoved : ModelState::kNewVersion;
  } else {
    state_.told = last_.moved ? ModelState::kScoresMoved : ModelState::kAsBefore;
  }
  state_.now = {};
  return state_.told;
}

void ScoreWatch::Accept() { state_ = {state_.version, {}, {}, 0, false, ModelState::kLearning}; }

}  // namespace labelwatch
