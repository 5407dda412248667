#pragma once
// The alarm of one series, tick by tick: quiet until the rate has risen, then raised until it has come down again.
//
//   SeriesAlarm state;
//   const AlarmTerms terms = {baseline.p0, baseline.rho, frames_per_false_alarm};
//   if (const auto change = Advance(terms, tick, clusters.Pairs(), state)) Tell(*change);
//
// The promise: while each cluster's expected rate, given everything before it, is at most p0, a false alarm comes after
// `frames_per_false_alarm` frames of this series on average, or later. It holds however frames of a cluster depend on
// each other and however series do.
//
// Pure: the state is plain numbers, to be written down and read back; Possible says whether what was read can be one.
// Two ticks in different processes make what they make in one. Ticks without clusters may be left out.

#include <cstdint>
#include <optional>
#include <span>

#include "detectors/rates/cluster.h"
#include "detectors/rates/dating.h"
#include "detectors/rates/mixture.h"

namespace labelwatch {

// What the alarm of a series is held to. Changes by an explicit act only.
struct AlarmTerms {
  double p0 = 0, rho = 0;             // of its baseline
  double frames_per_false_alarm = 0;  // A, of the budget: alarm_budget.h
  // A_d, the same for recovery from an alarm; keep it at 100 clusters or more.
  double frames_per_false_recovery = 10'000;
  bool strict_recovery = false;
  // An alarm that is raised again within so many frames of the series after it was cleared is taken for the same one,
  // and ends at a lower rate. A rate between p0 and pd, which is too high for the one test and low enough for the
  // other, would be raised and cleared without end.
  std::uint64_t frames_to_come_back = 0;
};

// Within what the arithmetic is made for: 1e-6 <= p0 <= 1 - 1e-6, 0 <= rho <= 1, 1 <= frames <= 1e18.
bool Possible(const AlarmTerms& terms);

struct SeriesAlarm {
  bool raised = false;
  Mixture evidence = {};  // that the rate has risen; raised: that it has come down
  Dating seen = {};       // since the rise, where there may be one; raised: since the alarm
  // While raised.
  std::int64_t since = 0;    // of the rise
  double recovery_rate = 0;  // pd, what the rate must fall below
  // While an alarm that comes back is the same one: pd of the last, and frames since it was cleared.
  double cleared_below = 0;  // 0: none
  std::uint64_t frames_since_cleared = 0;

  friend bool operator==(const SeriesAlarm&, const SeriesAlarm&) = default;
};

bool Possible(const SeriesAlarm& state);

// What a tick brought.
struct AlarmChange {
  bool raised = false;                    // else cleared
  bool again = false;                     // raised soon after it was cleared
  std::int64_t tick = 0;                  // at the end of which
  std::int64_t since = 0;                 // the tick with which the rise began, about
  std::uint64_t frames = 0, flagged = 0;  // raised: since the rise; cleared: since the alarm
  double rate = 0;                        // p_a, their ratio
  double recovery_rate = 0;               // pd
  double evidence = 0;                    // ln of how far beyond the threshold, at least 0
};

// Takes the clusters that closed in the tick, as TickClusters::Pairs gives them. REQUIRES: Possible(terms), ticks in
// rising order.
std::optional<AlarmChange> Advance(const AlarmTerms& terms, std::int64_t tick, std::span<const CountedCluster> clusters,
                                   SeriesAlarm& state);

}  // namespace labelwatch
