#pragma once
// One series whose rate is followed: learns its baseline, then weighs every tick against it.
//
//   FollowedSeries series(name);
//   series.Add(tick_ms, frames, flagged);        // what was seen in the tick, for the rates that people look at
//   series.clusters.Add({n, k});                 // an observation that closed in it, for the alarm
//   if (const auto change = series.CloseTick(tick, terms)) ...
//
// The baseline is learnt once, from the first frames, and stays until Renew is called. Pure. Single-owner.

#include <cstdint>
#include <optional>
#include <utility>

#include "detectors/rates/baseline.h"
#include "detectors/rates/cluster.h"
#include "detectors/rates/decayed_rate.h"
#include "detectors/rates/learning_watch.h"
#include "detectors/rates/options.h"
#include "detectors/rates/rolling_window.h"
#include "detectors/rates/series_alarm.h"
#include "detectors/rates/series_state.h"

namespace labelwatch {

class FollowedSeries {
 public:
  static constexpr double kRateHalfLifeMs = 3'600'000;

  explicit FollowedSeries(SeriesName name) : name_(std::move(name)) {}

  const SeriesName& Name() const { return name_; }
  TickClusters clusters;  // that closed in the tick at hand

  void Add(std::int64_t tick_ms, std::uint64_t frames, std::uint64_t flagged);
  // `frames_per_false_alarm`: A; nothing: no alarm can be raised yet.
  std::optional<AlarmChange> CloseTick(std::int64_t tick, const RateOptions& options,
                                       std::optional<double> frames_per_false_alarm);
  // All of it but the clusters of the tick at hand; what the stage keeps of the series is not filled in.
  SeriesState Save() const;
  // Nothing: none that was saved.
  static std::optional<FollowedSeries> From(const SeriesState& state);

  // Forgets the baseline and with it the alarm, and learns anew. Returns the alarm that stood and ends with it, at the
  // end of the tick before `tick`.
  std::optional<AlarmChange> Renew(std::int64_t tick);

  bool Learning() const { return !baseline_; }
  bool Raised() const { return alarm_.raised; }
  std::int64_t SinceTick() const { return alarm_.since; }
  const std::optional<Baseline>& Held() const { return baseline_; }
  std::uint32_t BaselineVersion() const { return version_; }  // 1: the first
  // Whether the rate changed while the baseline was learnt, or does while it is.
  const LearningWatch& Watched() const { return watch_; }
  // ln of evidence over threshold: an alarm is raised at 0. REQUIRES: not learning.
  double Evidence(double frames_per_false_alarm) const;
  const DecayedRate& Rate() const { return rate_; }
  const RollingRates& Windows() const { return windows_; }
  std::uint64_t Frames() const { return frames_; }
  std::uint64_t Flagged() const { return flagged_; }

 private:
  void Learn(std::int64_t tick, const RateOptions& options);

  SeriesName name_;
  BaselineSums reference_;
  LearningWatch watch_;
  std::optional<Baseline> baseline_;
  std::uint32_t version_ = 0;
  SeriesAlarm alarm_;
  DecayedRate rate_{kRateHalfLifeMs};
  RollingRates windows_;
  std::uint64_t frames_ = 0, flagged_ = 0;
};

}  // namespace labelwatch
