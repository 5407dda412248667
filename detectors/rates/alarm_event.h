#pragma once
// An alarm as it is told: raised or cleared, of which series, since when, how large.

#include <cstdint>
#include <optional>

#include "detectors/rates/followed_series.h"
#include "detectors/rates/intervals.h"
#include "detectors/rates/rise_cause.h"

namespace labelwatch {

struct AlarmEvent {
  SeriesName series;
  bool raised = false;        // else cleared
  bool again = false;         // raised soon after it was cleared: the rate had not come down to what was usual
  std::int64_t time_ms = 0;   // the end of the tick that decided, in label time
  std::int64_t since_ms = 0;  // when the rise began, about
  std::uint64_t frames = 0;   // raised: since then; cleared: since the alarm
  std::uint64_t flagged = 0;  // of them
  double rate = 0;            // their ratio
  Interval bounds;            // of the rate, 95 %, by as many frames as tell something of their own
  double baseline = 0;        // the rate that was usual
  double promised = 0;        // p0, that the alarm holds it to
  double evidence = 0;        // ln of how far beyond the threshold
  std::uint32_t baseline_version = 0;
  std::optional<LearningChange> learnt_over;  // a change of the rate while the baseline was learnt: no usual rate
  RiseCauseFound why;                         // raised: by what was seen until then
  bool by_renewal = false;                    // cleared because its baseline is learnt anew: the rate did not come down
  std::int64_t silenced_until_ms = 0;         // Unix time until which the series calls nobody; 0: it does
};

}  // namespace labelwatch
