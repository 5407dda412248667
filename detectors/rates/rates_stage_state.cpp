// What a stage writes down and takes back.

#include <algorithm>
#include <utility>

#include "detectors/rates/rates_stage.h"

namespace labelwatch {

std::vector<SeriesState> RatesStage::TakeChanged() {
  std::vector<SeriesState> states;
  std::vector<std::size_t> place(series_.size());
  for (std::uint32_t number = 0; number < series_.size(); ++number) {
    if (!changed_[number]) continue;
    place[number] = states.size();
    states.push_back(series_[number].Save());
  }
  for (const auto& [tick, rows] : ticks_) {
    for (const auto& [series, sequence, frames, flagged] : rows.InOrder()) {
      if (changed_[series]) states[place[series]].rows.push_back({tick, sequence, frames, flagged});
    }
  }
  for (const Visit& visit : visits_.List()) {
    if (changed_[visit.series]) states[place[visit.series]].visits.push_back(visit);
  }
  changed_.assign(series_.size(), false);
  return states;
}

StageState RatesStage::State() const {
  return {next_tick_,
          active_ticks_,
          last_active_tick_,
          began_,
          clock_.Now(),
          clock_.Tasks(),
          frames_per_false_alarm_,
          counted_,
          losses_.late_rows,
          losses_.refused_series,
          covered_,
          acts_.State()};
}

std::size_t RatesStage::Restore(const StageState& stage, const std::vector<SeriesState>& series) {
  next_tick_ = stage.next_tick;
  active_ticks_ = stage.active_ticks;
  last_active_tick_ = stage.last_active_tick;
  began_ = stage.began;
  clock_.Restore(stage.tasks, stage.now_ms);
  frames_per_false_alarm_ = stage.frames_per_false_alarm;
  counted_ = stage.counted;
  losses_ = {stage.late_rows, stage.refused_series};
  covered_ = stage.covered;
  acts_.Restore(stage.acts);
  std::size_t left_out = 0;
  std::vector<Visit> visits;
  for (const SeriesState& state : series) {
    auto restored = FollowedSeries::From(state);
    std::uint32_t& number =
        SliceOf({state.name.dimension, state.name.value}, state.name.models, state.name.regime)[Place(state.name.kind)];
    if (!restored || number != kNone || series_.size() >= options_.max_series) {
      ++left_out;
      continue;
    }
    if (!state.name.regime.empty() && regimes_.size() < options_.max_regimes) regimes_.insert(state.name.regime);
    number = Follow(std::move(*restored), false);
    for (const OpenRow& row : state.rows) {
      ticks_[std::max(row.tick, next_tick_.value_or(0))].Add(number, row.sequence, row.frames, row.flagged);
    }
    for (Visit visit : state.visits) {
      visit.series = number;
      visits.push_back(visit);
    }
  }
  visits_.Restore(visits);
  return left_out;
}

}  // namespace labelwatch
