#include "detectors/rates/held_baselines.h"

#include <vector>

#include "detectors/rates/alarm_budget.h"

namespace labelwatch {

SavedBaselines BaselinesOf(const RatesStage& stage, const RateOptions& options, bool in_order) {
  SavedBaselines saved;
  saved.in_order = in_order;
  // A = frames in the period of the budget / false alarms in it.
  if (const auto frames = stage.FramesPerFalseAlarm()) {
    saved.frames_per_ms = *frames * options.false_alarms / static_cast<double>(options.budget_ms);
  }
  for (const FollowedSeries& series : stage.Series()) {
    const SeriesState state = series.Save();
    const BaselineSums& sums = state.reference;
    saved.series.push_back({{state.name.dimension, state.name.value},
                            state.name.kind,
                            state.name.models,
                            !series.Learning(),
                            series.BaselineVersion(),
                            sums.frames,
                            sums.flagged,
                            sums.frame_pairs,
                            sums.flagged_pairs,
                            sums.flagged_in_groups,
                            state.name.regime});
  }
  return saved;
}

Result<std::size_t> Hold(const SavedBaselines& baselines, const RateOptions& options, RatesStage& stage) {
  StageState start = stage.State();
  std::vector<SeriesState> states;
  for (const SavedSeries& saved : baselines.series) {
    SeriesState& state = states.emplace_back(
        FollowedSeries({saved.value.dimension, saved.value.name, saved.kind, saved.models, saved.regime}).Save());
    state.reference = {saved.frames, saved.flagged, saved.frame_pairs, saved.flagged_pairs, saved.flagged_in_groups};
    state.baseline_version = saved.version;
    if (!saved.learnt) continue;
    // What was learnt stays, however many frames are asked for today.
    state.baseline = FitBaseline(state.reference, 1);
    if (!state.baseline) return BadInput("no frames make the sums of one of the baselines");
    start.frames_per_false_alarm = FramesPerFalseAlarm(
        {options.false_alarms, BudgetPeriod::kWeek}, baselines.frames_per_ms * static_cast<double>(options.budget_ms));
  }
  return stage.Restore(start, states);
}

}  // namespace labelwatch
