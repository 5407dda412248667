#include "detectors/rates/followed_series.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

// Frames that resemble each other tell less: so many times more are wanted, within reason.
constexpr double kMostDeff = 5;

}  // namespace

void FollowedSeries::Add(std::int64_t tick_ms, std::uint64_t frames, std::uint64_t flagged) {
  rate_.Add(tick_ms, {frames, flagged});
  windows_.Add(tick_ms, {frames, flagged});
  frames_ += frames;
  flagged_ += flagged;
}

void FollowedSeries::Learn(std::int64_t tick, const RateOptions& options) {
  for (const CountedCluster& pair : clusters.Pairs()) labelwatch::Add(pair, reference_);
  watch_.Take(clusters.Pairs());
  const auto fit = FitBaseline(reference_, static_cast<double>(options.baseline_frames));
  if (!fit) return;
  if (reference_.frames < static_cast<double>(options.baseline_frames) * std::min(fit->deff, kMostDeff)) return;
  baseline_ = fit;
  watch_.Stop();
  ++version_;
  alarm_ = {};
  alarm_.seen = StartDating(tick + 1);
}

std::optional<AlarmChange> FollowedSeries::CloseTick(std::int64_t tick, const RateOptions& options,
                                                     std::optional<double> frames_per_false_alarm) {
  std::optional<AlarmChange> change;
  if (!baseline_) {
    Learn(tick, options);
  } else if (frames_per_false_alarm) {
    AlarmTerms terms{baseline_->p0, baseline_->rho, *frames_per_false_alarm};
    terms.strict_recovery = options.strict_recovery;
    terms.frames_to_come_back = options.come_back_frames;
    change = Advance(terms, tick, clusters.Pairs(), alarm_);
  }
  clusters.Clear();
  return change;
}

SeriesState FollowedSeries::Save() const {
  return {name_,        reference_,      baseline_, version_, alarm_, watch_.Save(),
          rate_.Save(), windows_.Save(), frames_,   flagged_, {},     {}};
}

std::optional<FollowedSeries> FollowedSeries::From(const SeriesState& state) {
  FollowedSeries series(state.name);
  if (!series.rate_.Load(state.rate) || !series.windows_.Load(state.windows)) return std::nullopt;
  const auto watch = LearningWatch::From(state.watch);
  if (!watch) return std::nullopt;
  series.watch_ = *watch;
  series.reference_ = state.reference;
  series.baseline_ = state.baseline;
  series.version_ = state.baseline_version;
  series.alarm_ = state.alarm;
  series.frames_ = state.frames;
  series.flagged_ = state.flagged;
  return series;
}

std::optional<AlarmChange> FollowedSeries::Renew(std::int64_t tick) {
  std::optional<AlarmChange> ended;
  if (alarm_.raised) {
    const Dating& seen = alarm_.seen;
    ended = AlarmChange{.tick = tick - 1, .since = alarm_.since, .frames = seen.frames, .flagged = seen.flagged};
  }
  reference_ = {};
  watch_ = {};
  baseline_.reset();
  alarm_ = {};
  return ended;
}

double FollowedSeries::Evidence(double frames_per_false_alarm) const {
  return alarm_.raised ? 0 : LnMean(alarm_.evidence) - std::log(frames_per_false_alarm);
}

}  // namespace labelwatch
