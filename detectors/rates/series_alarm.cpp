#include "detectors/rates/series_alarm.h"

#include <cmath>

#include "detectors/rates/baseline.h"
#include "detectors/rates/recovery_test.h"

namespace labelwatch {
namespace {

double Ratio(std::uint64_t flagged, std::uint64_t frames) {
  return frames > 0 ? static_cast<double>(flagged) / static_cast<double>(frames) : 0;
}

AlarmChange Change(bool raised, std::int64_t tick, std::int64_t since, const SeriesAlarm& state, double threshold) {
  return {.raised = raised,
          .tick = tick,
          .since = since,
          .frames = state.seen.frames,
          .flagged = state.seen.flagged,
          .rate = Ratio(state.seen.flagged, state.seen.frames),
          .recovery_rate = state.recovery_rate,
          .evidence = std::max(0.0, LnMean(state.evidence) - std::log(threshold))};
}

std::optional<AlarmChange> AdvanceQuiet(const AlarmTerms& terms, std::int64_t tick,
                                        std::span<const CountedCluster> clusters, SeriesAlarm& state) {
  // As if the ticks between had come, which hold nothing.
  if (state.seen.sum <= 0) state.seen = StartDating(tick);
  const TickFactors factors = Multiply(RiseBets(terms.p0, terms.rho), clusters);
  Advance(factors, state.evidence);
  Advance(factors, tick, state.seen);
  if (!FloorHolds(state.seen) || !Reaches(state.evidence, terms.frames_per_false_alarm)) return std::nullopt;

  const std::int64_t since = state.seen.since;
  state.recovery_rate = RecoveryRate(terms.p0, Ratio(state.seen.flagged, state.seen.frames));
  const AlarmChange change = Change(true, tick, since, state, terms.frames_per_false_alarm);
  state = {.raised = true,
           .evidence = {},
           .seen = StartDating(tick + 1),
           .since = since,
           .recovery_rate = state.recovery_rate};
  return change;
}

std::optional<AlarmChange> AdvanceRaised(const AlarmTerms& terms, std::int64_t tick,
                                         std::span<const CountedCluster> clusters, SeriesAlarm& state) {
  const TickFactors factors =
      Multiply(RecoveryBets(state.recovery_rate, RecoveryRho(terms.rho), terms.strict_recovery), clusters);
  Advance(factors, state.evidence);
  Count(factors, state.seen);
  if (!Reaches(state.evidence, terms.frames_per_false_recovery)) return std::nullopt;

  const AlarmChange change = Change(false, tick, state.since, state, terms.frames_per_false_recovery);
  state = {};
  state.seen = StartDating(tick + 1);
  return change;
}

bool Possible(const WideNumber& number) {
  if (number.exponent == 0) {
    return number.value == 0 || (number.value >= WideNumber::kSmall && number.value <= WideNumber::kLarge);
  }
  return number.value >= 0.5 && number.value < 1 && number.exponent >= -WideNumber::kFarthest &&
         number.exponent <= WideNumber::kFarthest;
}

}  // namespace

bool Possible(const AlarmTerms& terms) {
  const auto within = [](double x, double low, double high) { return x >= low && x <= high; };
  return within(terms.p0, 1e-6, 1 - 1e-6) && within(terms.rho, 0, 1) && within(terms.frames_per_false_alarm, 1, 1e18) &&
         within(terms.frames_per_false_recovery, 1, 1e18);
}

bool Possible(const SeriesAlarm& state) {
  for (const WideNumber& sum : state.evidence.sums) {
    if (!Possible(sum)) return false;
  }
  const Dating& seen = state.seen;
  return std::isfinite(seen.sum) && seen.sum >= 0 && seen.frames <= kMostCounted && seen.flagged <= seen.frames &&
         seen.hit_clusters <= seen.flagged &&
         (!state.raised || (state.recovery_rate >= 1e-6 && state.recovery_rate <= 1 - 1e-6));
}

std::optional<AlarmChange> Advance(const AlarmTerms& terms, std::int64_t tick, std::span<const CountedCluster> clusters,
                                   SeriesAlarm& state) {
  return state.raised ? AdvanceRaised(terms, tick, clusters, state) : AdvanceQuiet(terms, tick, clusters, state);
}

}  // namespace labelwatch
