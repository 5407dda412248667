#pragma once
// What was counted of each series over time, kept small: for drawings.
//
//   CountHistory history(tick_ms);
//   history.Add(tally.series);
//   plot.counts = history.Of(series);   // each of history.PartMs()
//
// A series keeps so many parts of time; where one has more, parts of all become twice as long, or, where they reach
// back far enough, the oldest of that series is let go. Counts come in any order of time. Beyond `series` series
// further ones are not kept. Single-owner.

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "detectors/rates/series_state.h"
#include "schema/series_sums.h"

namespace labelwatch {

struct PlotCount {
  std::int64_t time_ms = 0;  // begin of the time it was counted in
  std::uint64_t frames = 0, flagged = 0;

  friend bool operator==(const PlotCount&, const PlotCount&) = default;
};

struct HistoryLimits {
  std::size_t series = 20'000;
  std::size_t parts = 512;   // of each, 24 bytes each; a drawing shows a hundred
  std::int64_t span_ms = 0;  // that the parts must reach back; 0: to the first count
};

class CountHistory {
 public:
  // REQUIRES: part_ms > 0.
  explicit CountHistory(std::int64_t part_ms, const HistoryLimits& limits = {}) : part_ms_(part_ms), limits_(limits) {}

  void Add(const SeriesName& series, const PlotCount& count);
  // Every row of a tally.
  void Add(const SeriesSums& sums);

  // In order of time, parts without frames left out; empty: the series is not kept.
  std::span<const PlotCount> Of(const SeriesName& series) const;
  std::int64_t PartMs() const { return part_ms_; }

 private:
  std::int64_t Begin(std::int64_t time_ms) const;
  void Shorten(std::vector<PlotCount>& counts);

  std::int64_t part_ms_;
  const HistoryLimits limits_;
  std::map<SeriesName, std::vector<PlotCount>> series_;
};

}  // namespace labelwatch
