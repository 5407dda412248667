#pragma once
// The rates stage over counts that were recorded: which alarms would have been raised, when, with which budget.
//
//   Backtest backtest(InLabelTime(options));
//   for (CountRow row; *rows->Next(row);) backtest.Add(row);
//   backtest.Finish();
//   for (const AlarmEvent& event : backtest.Alarms()) ...
//
// In label time rows may come in any order: each goes into its tick, and ticks close when all are there. The same rows
// in another order give the same alarms. Tallies of files in their order (consumers/file_rates.h) are taken as the
// replay took them. Single-owner.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "consumers/backtest/count_rows.h"
#include "consumers/plot/count_history.h"
#include "detectors/rates/held_baselines.h"
#include "detectors/rates/rates_stage.h"

namespace labelwatch {

class Backtest {
 public:
  explicit Backtest(const RateOptions& options);

  // Before the first count: what is usual is not learnt but given. As labelwatch::Hold.
  Result<std::size_t> Hold(const SavedBaselines& baselines) { return labelwatch::Hold(baselines, options_, stage_); }

  void Add(const CountRow& row);
  void Add(const Tally& tally);
  // What a person decided, in its place between the tallies.
  void Add(const RatesAct& act, std::int64_t said_ms) { stage_.Take(act, said_ms); }
  // No more rows; what follows may be asked then.
  void Finish();

  const RatesStage& Stage() const { return stage_; }
  const RateOptions& Options() const { return options_; }
  // By time, then series.
  std::span<const AlarmEvent> Alarms() const { return alarms_; }
  const CountHistory& History() const { return history_; }
  std::int64_t FirstMs() const { return first_ms_; }
  std::int64_t LastMs() const { return last_ms_; }

 private:
  void HandOver();

  const RateOptions options_;
  RatesStage stage_;
  SeriesSums rows_;  // that the stage has not got yet
  std::map<SeriesValue, std::uint32_t> values_;
  CountHistory history_;
  std::vector<AlarmEvent> alarms_;
  std::size_t held_ = 0;
  std::int64_t first_ms_ = INT64_MAX, last_ms_ = 0;
};

}  // namespace labelwatch
