#include "detectors/rates/series_state.h"

#include <algorithm>
#include <cmath>

#include "schema/archive.h"

namespace labelwatch {

// Rises with every change of what is written; older ones are read. Layout 2 added changes while a baseline is learnt
// and alarms that come back, 3 what people decided, and regimes.
constexpr std::uint32_t kLayout = 3;

template <typename Archive>
void Fields(Archive& archive, SeriesName& name) {
  archive(name.dimension, name.value, name.kind, name.models);
  if (archive.layout >= 3) archive(name.regime);
}
template <typename Archive>
void Fields(Archive& archive, BaselineSums& sums) {
  archive(sums.frames, sums.flagged, sums.frame_pairs, sums.flagged_pairs, sums.flagged_in_groups);
}
template <typename Archive>
void Fields(Archive& archive, Baseline& baseline) {
  archive(baseline.rate, baseline.bound, baseline.p0, baseline.rho, baseline.deff);
}
template <typename Archive>
void Fields(Archive& archive, WideNumber& number) {
  archive(number.value, number.exponent);
}
template <typename Archive>
void Fields(Archive& archive, Dating& dating) {
  archive(dating.sum, dating.since, dating.frames, dating.flagged, dating.hit_clusters);
}
template <typename Archive>
void Fields(Archive& archive, SeriesAlarm& alarm) {
  archive(alarm.raised, alarm.evidence.sums, alarm.seen, alarm.since, alarm.recovery_rate);
  if (archive.layout >= 2) archive(alarm.cleared_below, alarm.frames_since_cleared);
}
template <typename Archive>
void Fields(Archive& archive, AdwinState::Bucket& bucket) {
  archive(bucket.size_log2, bucket.sum, bucket.deviations);
}
template <typename Archive>
void Fields(Archive& archive, AdwinState& window) {
  archive(window.buckets, window.since_tried, window.sum, window.deviations, window.changed);
}
template <typename Archive>
void Fields(Archive& archive, LearningChange& change) {
  archive(change.before, change.after, change.rate_before, change.rate_after);
}
template <typename Archive>
void Fields(Archive& archive, LearningWatch::State& watch) {
  archive(watch.window, watch.found, watch.visits);
}
template <typename Archive>
void Fields(Archive& archive, DecayedRate::State& rate) {
  archive(rate.time_ms, rate.frames, rate.flagged, rate.squares);
}
template <typename Archive>
void Fields(Archive& archive, FlagCount& count) {
  archive(count.frames, count.flagged);
}
template <typename Archive>
void Fields(Archive& archive, RollingWindow::State& window) {
  archive(window.newest, window.parts, window.late);
}
template <typename Archive>
void Fields(Archive& archive, OpenRow& row) {
  archive(row.tick, row.sequence, row.frames, row.flagged);
}
template <typename Archive>
void Fields(Archive& archive, Visit& visit) {
  archive(visit.sequence, visit.frames.n, visit.frames.k, visit.first_ms, visit.last_ms);
}
template <typename Archive>
void Fields(Archive& archive, LabelClock::Task& task) {
  archive(task.label_ms, task.moved_ms);
}
template <typename Archive>
void Fields(Archive& archive, SeriesState& state) {
  archive(state.name, state.reference, state.baseline, state.baseline_version, state.alarm);
  if (archive.layout >= 2) archive(state.watch);
  archive(state.rate, state.windows, state.frames, state.flagged, state.rows, state.visits);
}
template <typename Archive>
void Fields(Archive& archive, SeriesSelection& which) {
  archive(which.dimension, which.value, which.kind, which.model, which.regime);
}
template <typename Archive>
void Fields(Archive& archive, RatesAct& act) {
  archive(act.group, act.asked_ms, act.who, act.why, act.act, act.which, act.false_alarms, act.period_ms, act.until_ms);
}
template <typename Archive>
void Fields(Archive& archive, BudgetTerms& terms) {
  archive(terms.false_alarms, terms.period_ms);
}
template <typename Archive>
void Fields(Archive& archive, SilencedSeries& silenced) {
  archive(silenced.which, silenced.until_ms);
}
template <typename Archive>
void Fields(Archive& archive, TakenAct& taken) {
  archive(taken.act, taken.series, taken.said_ms);
}
template <typename Archive>
void Fields(Archive& archive, ActState& acts) {
  archive(acts.heard_ms, acts.budget, acts.silences, acts.last);
}
template <typename Archive>
void Fields(Archive& archive, StageState& state) {
  archive(state.next_tick, state.active_ticks, state.last_active_tick, state.began, state.now_ms, state.tasks,
          state.frames_per_false_alarm, state.counted, state.late_rows, state.refused_series, state.covered);
  if (archive.layout >= 3) archive(state.acts);
}

namespace {

constexpr std::int64_t kFarthestTick = std::int64_t{1} << 50;

bool Possible(const SeriesName& name) {
  return Place(name.dimension) < kDimensions.size() && Place(name.kind) > 0 && Place(name.kind) < kSeriesKinds;
}

bool Possible(const Baseline& baseline) {
  const auto share = [](double value) { return value >= 0 && value <= 1; };
  return share(baseline.rate) && share(baseline.bound) && share(baseline.rho) && baseline.deff >= 1 &&
         std::isfinite(baseline.deff) && labelwatch::Possible(AlarmTerms{baseline.p0, baseline.rho, 1000});
}

bool Possible(const BaselineSums& sums) {
  const auto count = [](double value) { return value >= 0 && std::isfinite(value); };
  return count(sums.frames) && count(sums.flagged) && count(sums.frame_pairs) && count(sums.flagged_pairs) &&
         count(sums.flagged_in_groups) && sums.flagged <= sums.frames;
}

bool Possible(const OpenRow& row) {
  return row.tick >= 0 && row.tick < kFarthestTick && row.flagged <= row.frames && row.frames <= kMostCounted;
}

bool Possible(const SeriesSelection& which) {
  return (!which.dimension || Place(*which.dimension) < kDimensions.size()) &&
         (!which.kind || (Place(*which.kind) > 0 && Place(*which.kind) < kSeriesKinds));
}

bool Possible(const TakenAct& taken) {
  return taken.act.act <= ActKind::kSilence && Possible(taken.act.which) && Check(taken.act).has_value();
}

bool Possible(const ActState& acts) {
  const auto& budget = acts.budget;
  return (!budget || (budget->false_alarms > 0 && std::isfinite(budget->false_alarms) && budget->period_ms > 0)) &&
         std::ranges::all_of(acts.silences, [](const SilencedSeries& one) { return Possible(one.which); }) &&
         std::ranges::all_of(acts.last, [](const TakenAct& taken) { return Possible(taken); });
}

}  // namespace

std::string Encode(const SeriesState& state) { return Archived(kLayout, state); }
std::string Encode(const StageState& state) { return Archived(kLayout, state); }

Result<SeriesState> DecodeSeriesState(std::string_view bytes) {
  auto state = FromArchive<SeriesState>(bytes, kLayout);
  if (!state) return state;
  const bool possible = Possible(state->name) && Possible(state->reference) &&
                        (!state->baseline || Possible(*state->baseline)) && Possible(state->alarm) &&
                        std::ranges::all_of(state->rows, [](const OpenRow& row) { return Possible(row); });
  if (!possible) return BadInput("numbers that no series has");
  return state;
}

Result<StageState> DecodeStageState(std::string_view bytes) {
  auto state = FromArchive<StageState>(bytes, kLayout);
  if (!state) return state;
  const auto tick = [](std::int64_t number) { return number >= 0 && number < kFarthestTick; };
  const auto& threshold = state->frames_per_false_alarm;
  if ((state->next_tick && !tick(*state->next_tick)) ||
      (threshold && !labelwatch::Possible(AlarmTerms{.5, .5, *threshold})) || !Possible(state->acts)) {
    return BadInput("numbers that no stage has");
  }
  return state;
}

}  // namespace labelwatch
