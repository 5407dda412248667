#pragma once
// The series that were followed as drawings with their sentences: those with an alarm first, by their evidence, then
// those that came nearest to one.
//
// Pure.

#include <cstddef>
#include <span>
#include <vector>

#include "consumers/plot/count_history.h"
#include "consumers/plot/plot_page.h"
#include "detectors/rates/rates_stage.h"

namespace labelwatch {

struct FollowedRates {
  const RatesStage& stage;
  std::span<const AlarmEvent> alarms;  // in order of time; of a stage that was restored those since then
  const CountHistory& history;
  LabelTimes times;
};

struct SeriesSection {
  const FollowedSeries* series = nullptr;
  bool alarmed = false;  // at any time
  double evidence = 0;   // ln over the threshold, of the worst alarm; without one where it stands, below 0
  PlotSection drawn;     // empty until Draw
};

// All that have a baseline or an alarm, in that order; nothing is drawn yet.
std::vector<SeriesSection> OrderSeries(const FollowedRates& rates);
void Draw(const FollowedRates& rates, SeriesSection& section);

}  // namespace labelwatch
