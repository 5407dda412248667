#pragma once
// The rates stage over counts that were recorded: which alarms would have been raised, when, with which budget.
//
//   Backtest backtest(options);
//   for (CountRow row; *rows->Next(row);) backtest.Add(row);
//   backtest.Finish();
//   for (const AlarmEvent& event : backtest.Alarms()) ...
//
// Rows may come in any order: each goes into its tick, and ticks close when all are there. The same rows in another
// order give the same alarms. Single-owner.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "consumers/backtest/count_rows.h"
#include "consumers/plot/series_plot.h"
#include "detectors/rates/rates_stage.h"

namespace labelwatch {

class Backtest {
 public:
  // Lateness plays no part: nothing is late before all is read.
  explicit Backtest(RateOptions options);

  void Add(const CountRow& row);
  // No more rows; what follows may be asked then.
  void Finish();

  const RatesStage& Stage() const { return stage_; }
  const RateOptions& Options() const { return options_; }
  // By time, then series. A rise begins with a tick of which there is a row.
  std::span<const AlarmEvent> Alarms() const { return alarms_; }
  // What was counted of a series in each tick, in order of time; empty: it is not followed.
  std::span<const PlotCount> Counts(const SeriesName& series) const;
  std::int64_t FirstMs() const { return first_ms_; }
  std::int64_t LastMs() const { return last_ms_; }

 private:
  void HandOver();

  const RateOptions options_;
  RatesStage stage_;
  SeriesSums rows_;  // that the stage has not got yet
  std::map<SeriesValue, std::uint32_t> values_;
  std::map<SeriesName, std::vector<PlotCount>> counts_;
  std::vector<AlarmEvent> alarms_;
  std::size_t held_ = 0;
  std::int64_t first_ms_ = INT64_MAX, last_ms_ = 0;
};

}  // namespace labelwatch
