#include "detectors/rates/series_alarm.h"

#include <cmath>

#include "detectors/rates/baseline.h"
#include "detectors/rates/recovery_test.h"

namespace labelwatch {
namespace {

double Ratio(std::uint64_t flagged, std::uint64_t frames) {
  return frames > 0 ? static_cast<double>(flagged) / static_cast<double>(frames) : 0;
}

// pd. Of an alarm that came back, it lies halfway between p0 and the last one, by ratio: what was low enough was not.
double RecoveryRate(const AlarmTerms& terms, const SeriesAlarm& state) {
  const double usual = labelwatch::RecoveryRate(terms.p0, Ratio(state.seen.flagged, state.seen.frames));
  return state.cleared_below > 0 ? std::min(usual, std::sqrt(terms.p0 * state.cleared_below)) : usual;
}

AlarmChange Change(bool raised, std::int64_t tick, std::int64_t since, const SeriesAlarm& state, double threshold) {
  return {.raised = raised,
          .again = raised && state.cleared_below > 0,
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
  if (state.cleared_below > 0) {
    state.frames_since_cleared = CountedSum(state.frames_since_cleared, factors.frames);
    if (state.frames_since_cleared > terms.frames_to_come_back) state.cleared_below = 0;
  }
  if (!FloorHolds(state.seen) || !Reaches(state.evidence, terms.frames_per_false_alarm)) return std::nullopt;

  const std::int64_t since = state.seen.since;
  state.recovery_rate = RecoveryRate(terms, state);
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
  const double cleared_below = state.recovery_rate;
  state = {};
  state.seen = StartDating(tick + 1);
  if (terms.frames_to_come_back > 0) state.cleared_below = cleared_below;
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
         seen.hit_clusters <= seen.flagged && state.cleared_below >= 0 && state.cleared_below <= 1 - 1e-6 &&
         state.frames_since_cleared <= kMostCounted &&
         (!state.raised || (state.recovery_rate >= 1e-6 && state.recovery_rate <= 1 - 1e-6));
}

std::optional<AlarmChange> Advance(const AlarmTerms& terms, std::int64_t tick, std::span<const CountedCluster> clusters,
                                   SeriesAlarm& state) {
  return state.raised ? AdvanceRaised(terms, tick, clusters, state) : AdvanceQuiet(terms, tick, clusters, state);
}

}  // namespace labelwatch
