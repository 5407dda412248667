#pragma once
// Follows the rates of all series: takes the tallies of every commit, closes ticks in their order, and tells which
// alarms were raised and cleared.
//
//   RatesStage stage(options);
//   stage.Take(tally, said_ms);                       // in the order in which they were committed
//   for (const AlarmEvent& event : stage.TakeEvents()) ...
//   stage.Finish();                                   // where input ends: every tick closes
//
//   rows -> open ticks -> (clock) -> visits -> clusters -> baseline or alarm test, series by series
//
// The same tallies in the same order give the same alarms, however rows were spread over tallies within a tick. Pure:
// no clock, no I/O. Single-owner. What is kept is bounded by RateOptions; what went beyond is counted.

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "detectors/rates/act_book.h"
#include "detectors/rates/alarm_event.h"
#include "detectors/rates/causes.h"
#include "detectors/rates/followed_series.h"
#include "detectors/rates/label_clock.h"
#include "detectors/rates/open_rows.h"
#include "detectors/rates/options.h"
#include "detectors/rates/visits.h"
#include "schema/series_sums.h"
#include "schema/tally.h"

namespace labelwatch {

class RatesStage {
 public:
  // `tasks`: partitions that tallies will speak of, where that is known.
  explicit RatesStage(const RateOptions& options, std::int32_t tasks = 0);

  // `said_ms`: when the tally was written (of its record). False: it was a repeat, of input that is counted already,
  // which comes where no transaction forbids it; nothing changed.
  bool Take(const Tally& tally, std::int64_t said_ms);
  // Rows alone, with the clock of one task: of a file.
  void Take(const SeriesSums& sums, std::int64_t label_ms);
  // What a person decided, in its place between the tallies. Returns how many series it meets.
  std::size_t Take(const RatesAct& act, std::int64_t said_ms);
  void Finish();

  std::vector<AlarmEvent> TakeEvents() { return std::exchange(events_, {}); }
  // Why the rate of a series with an alarm rose, by what was seen until now. REQUIRES: raised.
  RiseCauseFound WhyRose(const FollowedSeries& series) const;

  // The series that changed since the last call, to be written down beside State(); Restore takes both back into a
  // stage that has taken nothing. What cannot be one is left out. Returns how many were.
  std::vector<SeriesState> TakeChanged();
  StageState State() const;
  std::size_t Restore(const StageState& stage, const std::vector<SeriesState>& series);
  // The same of what tells causes, each under a key of its own.
  std::vector<KeptCause> TakeChangedCauses() { return causes_.TakeChanged(); }
  bool RestoreCause(std::string_view key, std::string_view bytes) { return causes_.Restore(key, bytes); }
  // Ticks closed so far.
  std::uint64_t ClosedTicks() const { return closed_ticks_; }

  const std::deque<FollowedSeries>& Series() const { return series_; }
  const Causes& WhatTellsCauses() const { return causes_; }
  // A; nothing before the first baseline.
  std::optional<double> FramesPerFalseAlarm() const { return frames_per_false_alarm_; }
  const ActBook& Acts() const { return acts_; }
  // A budget that people set, else that of the options.
  BudgetTerms Budget() const { return acts_.Budget().value_or(BudgetTerms{options_.false_alarms, options_.budget_ms}); }
  std::int64_t TimeOf(std::int64_t tick) const { return tick * options_.tick_ms; }  // its begin
  std::int64_t Now() const { return clock_.Now(); }
  std::size_t OpenVisitCount() const { return visits_.Open(); }
  std::uint64_t VisitsClosedEarly() const { return visits_.Displaced(); }

  struct Losses {
    std::uint64_t late_rows = 0;       // counted for the oldest open tick instead of their own
    std::uint64_t refused_series = 0;  // rows of series beyond the limit
  };
  const Losses& Lost() const { return losses_; }

 private:
  // The series of one value, by kind; kNone: not followed yet.
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};
  using Slice = std::array<std::uint32_t, kSeriesKinds>;
  // The slices of a tally's values, each looked up once for the blocks in a row that have the same models and regime.
  struct TallySlices {
    struct OfValue {
      std::size_t change = 0;                     // at which it was looked up
      Slice *with = nullptr, *without = nullptr;  // models
    };
    std::vector<OfValue> values;
    std::string models, regime;
    std::size_t changes = 0;
  };

  bool Repeats(const Tally& tally) const;
  // As it is told apart: those beyond the limit, and what is too long for a name, are one.
  std::string RegimeOf(const std::string& said);
  static std::string SliceKey(Dimension dimension, const std::string& value, const std::string& models,
                              const std::string& regime);
  Slice& SliceOf(const SeriesValue& value, const std::string& models, const std::string& regime);
  std::uint32_t SeriesOf(const SeriesValue& value, const std::string& models, const std::string& regime,
                         SeriesKind kind);
  std::uint32_t Follow(FollowedSeries series, bool changed);
  // No row is later than `latest_ms`, the task's own clock.
  void TakeRows(const SeriesSums& sums, std::int64_t latest_ms);
  void TakeBlock(const SeriesSums& sums, const SeriesBlock& block, std::int64_t tick, TallySlices& slices);
  void CloseTicks(std::int64_t end);
  void CloseTick(std::int64_t tick);
  void Touch(std::uint32_t series);
  void CountTime(std::int64_t tick);
  void SetBudget();
  void Renew(FollowedSeries& series);
  void Tell(const FollowedSeries& series, const Baseline& baseline, const AlarmChange& change);
  RiseCauseFound WhyRose(const FollowedSeries& series, std::int64_t since, FlagCount seen) const;
  Peers PeersOf(Dimension dimension, const FollowedSeries& series, std::int64_t since_ms) const;
  std::vector<ClassRate> ClassesOf(const FollowedSeries& series, std::int64_t since) const;
  const FollowedSeries* Find(Dimension dimension, const std::string& value, const SeriesName& like) const;

  const RateOptions options_;
  LabelClock clock_;
  std::deque<FollowedSeries> series_;
  std::unordered_map<std::string, Slice> slices_;  // by dimension, value, models and regime
  std::set<std::string> regimes_;
  // By what they have in common: series of the same dimension, kind, models and regime.
  std::map<std::tuple<Dimension, SeriesKind, std::string, std::string>, std::vector<std::uint32_t>> peers_;
  Causes causes_;
  std::map<std::int64_t, OpenRows> ticks_;  // by number
  std::optional<std::int64_t> next_tick_;   // to close; nothing before the first row
  OpenVisits visits_;
  std::vector<std::uint32_t> touched_;  // series with clusters in the tick at hand
  std::vector<bool> changed_;           // since TakeChanged, by series
  std::map<std::int32_t, std::array<std::int64_t, kSides>> covered_;
  std::optional<double> frames_per_false_alarm_;
  std::uint64_t active_ticks_ = 0;  // that had rows, with the pauses between them
  std::int64_t last_active_tick_ = 0;
  bool began_ = false;  // a tick was closed
  std::uint64_t closed_ticks_ = 0;
  std::uint64_t counted_ = 0;  // frames, of all series summed
  ActBook acts_;
  std::vector<AlarmEvent> events_;
  Losses losses_;
};

// Whether the kind rests on what models say, so that each set of models has a baseline of its own.
bool RestsOnModels(SeriesKind kind);

}  // namespace labelwatch
