#include "consumers/backtest/backtest.h"

#include <algorithm>
#include <tuple>

namespace labelwatch {
Backtest::Backtest(const RateOptions& options)
    : options_(options), stage_(options), history_(options.tick_ms, {.series = options.max_series}) {}

// A block for each row, or for neighbours that say the same: frames of one row of a block are those of all its kinds,
// but a file may count other frames for each kind.
void Backtest::Add(const CountRow& row) {
  constexpr std::size_t kHeldAtMost = 10'000;
  const std::int64_t tick_ms = row.time_ms / options_.tick_ms * options_.tick_ms;
  const SeriesKinds kinds = Bit(row.series.kind);
  if (rows_.blocks.empty() || rows_.blocks.back().tick_ms != tick_ms || rows_.blocks.back().kinds != kinds ||
      rows_.blocks.back().sequence != row.sequence || rows_.blocks.back().models != row.series.models) {
    rows_.blocks.push_back({tick_ms, row.sequence, row.series.models, kinds, {}});
  }
  const auto [value, added] =
      values_.try_emplace({row.series.dimension, row.series.value}, static_cast<std::uint32_t>(rows_.values.size()));
  if (added) rows_.values.push_back(value->first);
  SeriesRow& counted = rows_.blocks.back().rows.emplace_back();
  counted.value = value->second;
  counted.frames = row.frames;
  counted.flagged[Place(row.series.kind)] = row.flagged;
  first_ms_ = std::min(first_ms_, row.time_ms);
  last_ms_ = std::max(last_ms_, row.time_ms);

  history_.Add(row.series, {tick_ms, row.frames, row.flagged});
  if (++held_ >= kHeldAtMost) HandOver();
}

void Backtest::Add(const Tally& tally) {
  std::int64_t clock_ms = 0;
  for (const CoveredInput& covered : tally.covered) clock_ms = std::max(clock_ms, covered.clock_ms);
  if (!stage_.Take(tally, clock_ms)) return;
  history_.Add(tally.series);
  for (const SeriesBlock& block : tally.series.blocks) {
    first_ms_ = std::min(first_ms_, block.tick_ms);
    last_ms_ = std::max(last_ms_, block.tick_ms);
  }
}

void Backtest::HandOver() {
  stage_.Take(rows_, last_ms_);
  rows_ = {};
  values_.clear();
  held_ = 0;
}

void Backtest::Finish() {
  if (held_ > 0) HandOver();
  stage_.Finish();
  alarms_ = stage_.TakeEvents();
  std::ranges::stable_sort(alarms_, [](const AlarmEvent& a, const AlarmEvent& b) {
    return std::tie(a.time_ms, a.series) < std::tie(b.time_ms, b.series);
  });
}

}  // namespace labelwatch
