#pragma once
// Options of following rates. Defaults live here and nowhere else. Times are milliseconds of label time.

#include <cstddef>
#include <cstdint>
#include <string>

#include "detectors/rates/baseline.h"
#include "detectors/rates/visits.h"

namespace labelwatch {

struct RateOptions {
  // Evidence is weighed once a tick; an alarm is not quicker than one.
  std::int64_t tick_ms = 60'000;
  // A tick closes when every task's labels are this much later; rows that come after that count for the oldest open
  // tick. Any order that does not look at what was flagged keeps the promise of the alarm.
  std::int64_t lateness_ms = 60'000;
  // A label cannot be later than its record by more: one broken clock must not decide for all.
  std::int64_t max_ahead_ms = 60'000;
  // A task that has told nothing new for this long does not hold the clock.
  std::int64_t idle_ms = 300'000;
  // A visit to a sequence ends when nothing of it came for `gap_ms`, or at the cap.
  std::int64_t visit_gap_ms = VisitLimits{}.gap_ms, visit_ms = VisitLimits{}.longest_ms;
  std::uint64_t visit_frames = VisitLimits{}.frames;
  // Frames from which a baseline is learnt.
  std::uint64_t baseline_frames = static_cast<std::uint64_t>(kLeastBaselineFrames);
  // Expected false alarms, of all series together, in a period: at most `false_alarms` in `budget_ms`.
  double false_alarms = 1;
  std::int64_t budget_ms = 7LL * 24 * 3600 * 1000;
  // Whether an alarm ends only on evidence that assumes no more than the alarm did.
  bool strict_recovery = false;
  // Frames of a series within which an alarm that comes back after it was cleared is the same one, twice what a false
  // recovery takes on average: it is told to be, and ends at a lower rate.
  std::uint64_t come_back_frames = 20'000;
  // Series followed at most, and visits open at most, of all series; beyond that new series are refused, and the
  // oldest visit is closed.
  // The attribute of frames that tells regimes apart (day and night), each with baselines of its own; empty: none does.
  // So many of them, later ones count as one; none is longer than kLongestRegime bytes.
  std::string regime = {};
  std::size_t max_regimes = 16;
  static constexpr std::size_t kLongestRegime = 64;
  std::size_t max_series = 20'000, max_visits = 200'000;
  // What tells why a rate rose: models in their sets, and annotators, sources and the like, followed at most.
  std::size_t max_mixes = 64, max_held = 5'000;
};

}  // namespace labelwatch
