#include "consumers/plot/count_history.h"

#include <algorithm>
#include <bit>

#include "consumers/files/dataset/event_time.h"
#include "detectors/rates/rates_stage.h"

namespace labelwatch {
namespace {

void Put(const PlotCount& count, std::vector<PlotCount>& counts) {
  auto at = counts.end();
  if (!counts.empty() && counts.back().time_ms >= count.time_ms) {  // mostly it is the last one, or comes after it
    at = std::ranges::lower_bound(counts, count.time_ms, {}, &PlotCount::time_ms);
  }
  if (at == counts.end() || at->time_ms != count.time_ms) at = counts.insert(at, {count.time_ms, 0, 0});
  at->frames += count.frames;
  at->flagged += count.flagged;
}

}  // namespace

// Parts count from the first frame of files without times, so that the first one begins with it.
std::int64_t CountHistory::Begin(std::int64_t time_ms) const {
  const std::int64_t since = (time_ms - kFirstFrameMs) % part_ms_;
  return time_ms - (since < 0 ? since + part_ms_ : since);
}

void CountHistory::Add(const SeriesName& series, const PlotCount& count) {
  auto known = series_.find(series);
  if (known == series_.end()) {
    if (series_.size() >= limits_.series) return;
    known = series_.try_emplace(series).first;
  }
  Put({Begin(count.time_ms), count.frames, count.flagged}, known->second);
  while (known->second.size() > limits_.parts) Shorten(known->second);
}

void CountHistory::Shorten(std::vector<PlotCount>& too_many) {
  const bool reach_back = limits_.span_ms > 0 && part_ms_ >= limits_.span_ms / static_cast<std::int64_t>(limits_.parts);
  if (reach_back) {
    too_many.erase(too_many.begin());
    return;
  }
  part_ms_ *= 2;
  for (auto& [_, counts] : series_) {
    std::vector<PlotCount> longer;
    for (const PlotCount& count : counts) Put({Begin(count.time_ms), count.frames, count.flagged}, longer);
    counts = std::move(longer);
  }
}

void CountHistory::Add(const SeriesSums& sums) {
  for (const SeriesBlock& block : sums.blocks) {
    for (const SeriesRow& row : block.rows) {
      const SeriesValue& value = sums.values[row.value];
      for (SeriesKinds left = block.kinds; left != 0; left &= left - 1) {
        const auto kind = static_cast<SeriesKind>(std::countr_zero(left));
        Add({value.dimension, value.name, kind, RestsOnModels(kind) ? block.models : std::string(), block.regime},
            {block.tick_ms, row.frames, row.flagged[Place(kind)]});
      }
    }
  }
}

std::span<const PlotCount> CountHistory::Of(const SeriesName& series) const {
  const auto found = series_.find(series);
  return found == series_.end() ? std::span<const PlotCount>() : std::span<const PlotCount>(found->second);
}

}  // namespace labelwatch
