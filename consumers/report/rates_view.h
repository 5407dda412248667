#pragma once
// The time view of the rates that a running process follows: drawn by who owns them, shown to whoever asks.
//
//   RatesView view;                                  // of the process; thread-safe
//   RatesDrawing drawing(view, options);             // of the owner's thread
//   drawing.Add(tally.series);
//   drawing.Tell(event);
//   drawing.Show(stage);                             // draws where something changed since the last time
//   drawing.Hide();                                  // somebody else follows them now
//
// What was counted is kept for kShownMs of label time at least, some 3 KB a series; of alarms the last kMostAlarms.

#include <cstdint>
#include <optional>
#include <vector>

#include "consumers/plot/count_history.h"
#include "consumers/report/rates_html.h"
#include "detectors/rates/options.h"
#include "metrics/board.h"

namespace labelwatch {

// Null: this process does not follow the rates.
using RatesView = Board<DrawnRates>;

class RatesDrawing {
 public:
  static constexpr std::int64_t kShownMs = std::int64_t{7} * 86'400'000;
  static constexpr std::size_t kMostAlarms = 1000;

  // `view` must outlive it.
  RatesDrawing(RatesView& view, const RateOptions& options);

  void Add(const SeriesSums& sums);
  // The same alarm a second time, of input that was read again, is one.
  void Tell(const AlarmEvent& event);
  void Show(const RatesStage& stage);
  void Hide();

 private:
  RatesView& view_;
  CountHistory history_;
  std::vector<AlarmEvent> alarms_;
  bool changed_ = true;
  std::optional<std::uint64_t> drawn_ticks_;  // nothing: nothing is shown
};

}  // namespace labelwatch
