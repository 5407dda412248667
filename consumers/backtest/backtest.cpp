#include "consumers/backtest/backtest.h"

#include <algorithm>
#include <tuple>

namespace labelwatch {
namespace {

RateOptions WithoutLateness(RateOptions options) {
  constexpr std::int64_t kForever = INT64_MAX / 4;
  options.lateness_ms = options.max_ahead_ms = kForever;
  return options;
}

// In order of time, each time once.
void Sort(std::vector<PlotCount>& counts) {
  std::ranges::sort(counts, {}, &PlotCount::time_ms);
  std::size_t kept = 0;
  for (std::size_t i = 1; i < counts.size(); ++i) {
    if (counts[i].time_ms == counts[kept].time_ms) {
      counts[kept].frames += counts[i].frames;
      counts[kept].flagged += counts[i].flagged;
    } else {
      counts[++kept] = counts[i];
    }
  }
  if (!counts.empty()) counts.resize(kept + 1);
}

}  // namespace

Backtest::Backtest(RateOptions options) : options_(WithoutLateness(options)), stage_(options_) {}

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

  const auto series = counts_.find(row.series);
  if (series != counts_.end() || counts_.size() < options_.max_series) {
    auto& counts = series != counts_.end() ? series->second : counts_[row.series];
    if (counts.empty() || counts.back().time_ms != tick_ms) counts.push_back({tick_ms, 0, 0});
    counts.back().frames += row.frames;
    counts.back().flagged += row.flagged;
  }
  if (++held_ >= kHeldAtMost) HandOver();
}

void Backtest::HandOver() {
  stage_.Take(rows_, last_ms_);
  rows_ = {};
  values_.clear();
  held_ = 0;
}

void Backtest::Finish() {
  HandOver();
  stage_.Finish();
  for (auto& [_, counts] : counts_) Sort(counts);
  alarms_ = stage_.TakeEvents();
  for (AlarmEvent& event : alarms_) {
    // The stage dates a rise to the end of what was quiet; where ticks between have no rows, it began with the next.
    const auto counts = Counts(event.series);
    const auto first = std::ranges::lower_bound(counts, event.since_ms, {}, &PlotCount::time_ms);
    if (first != counts.end() && first->time_ms < event.time_ms) event.since_ms = first->time_ms;
  }
  std::ranges::stable_sort(alarms_, [](const AlarmEvent& a, const AlarmEvent& b) {
    return std::tie(a.time_ms, a.series) < std::tie(b.time_ms, b.series);
  });
}

std::span<const PlotCount> Backtest::Counts(const SeriesName& series) const {
  const auto found = counts_.find(series);
  return found == counts_.end() ? std::span<const PlotCount>() : std::span<const PlotCount>(found->second);
}

}  // namespace labelwatch
