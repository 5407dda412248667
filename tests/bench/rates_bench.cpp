// Cost of following rates: a tick of 10,000 series, and the rows of visits. Items are series, or rows.

#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cstdlib>
#include <vector>

#include "detectors/labels/random.h"
#include "detectors/rates/rates_stage.h"
#include "detectors/rates/series_alarm.h"
#include "detectors/rates/visits.h"

namespace labelwatch {
namespace {

constexpr std::size_t kSeries = 10'000;

// What closes of a series in one tick. 0: frames without a sequence, some flagged; 1: also two visits of 20 and 5
// frames; 2: forty visits of all sizes up to 100.
void AddTick(std::int64_t mix, double rate, Random& random, TickClusters& clusters) {
  const auto flagged = [&](std::uint64_t n) {
    std::uint64_t k = 0;
    for (std::uint64_t i = 0; i < n; ++i) k += random.Uniform() < rate ? 1 : 0;
    return k;
  };
  const std::uint64_t singles = 1 + random.Below(20);
  clusters.AddSingles(singles, flagged(singles));
  if (mix == 1) {
    clusters.Add({20, flagged(20)});
    clusters.Add({5, flagged(5)});
  }
  for (int i = 0; mix == 2 && i < 40; ++i) {
    const std::uint64_t n = 1 + random.Below(100);
    clusters.Add({n, flagged(n)});
  }
}

std::vector<TickClusters> OneTick(std::int64_t mix, double rate) {
  Random random(1);
  std::vector<TickClusters> ticks(kSeries);
  for (TickClusters& tick : ticks) AddTick(mix, rate, random, tick);
  return ticks;
}

// All series quiet. Argument: mix. Clusters are collected already.
void AdvanceQuiet(benchmark::State& state) {
  std::vector<TickClusters> ticks = OneTick(state.range(0), 0.015);
  std::vector<SeriesAlarm> alarms(kSeries);
  const std::vector<AlarmTerms> terms(kSeries, {.p0 = 0.02, .rho = 0.1, .frames_per_false_alarm = 1e9});
  std::int64_t tick = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < kSeries; ++i) {
      benchmark::DoNotOptimize(Advance(terms[i], tick, ticks[(i + tick) % kSeries].Pairs(), alarms[i]));
    }
    ++tick;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSeries));
  state.counters["bytes_per_series"] = sizeof(SeriesAlarm) + sizeof(AlarmTerms);
}
BENCHMARK(AdvanceQuiet)->Arg(0)->Arg(1)->Arg(2);

// All series wait for recovery that does not come.
void AdvanceRaised(benchmark::State& state) {
  std::vector<TickClusters> ticks = OneTick(state.range(0), 0.1);
  std::vector<SeriesAlarm> alarms(kSeries, {.raised = true, .recovery_rate = 0.04});
  const std::vector<AlarmTerms> terms(
      kSeries, {.p0 = 0.02, .rho = 0.1, .frames_per_false_alarm = 1e9, .frames_per_false_recovery = 1e9});
  std::int64_t tick = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < kSeries; ++i) {
      benchmark::DoNotOptimize(Advance(terms[i], tick, ticks[(i + tick) % kSeries].Pairs(), alarms[i]));
    }
    ++tick;
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSeries));
}
BENCHMARK(AdvanceRaised)->Arg(0)->Arg(1)->Arg(2);

// Collecting the clusters of a tick.
void CollectTick(benchmark::State& state) {
  TickClusters clusters;
  for (auto _ : state) {
    clusters.Clear();
    clusters.AddSingles(12, 1);
    clusters.Add({20, 1});
    clusters.Add({5, 0});
    benchmark::DoNotOptimize(clusters.Pairs().data());
  }
}
BENCHMARK(CollectTick);

// A row each of many sequences in turn, closing included. Argument: open visits.
void VisitRow(benchmark::State& state) {
  OpenVisits visits;
  Random random(1);
  const auto open = static_cast<std::uint64_t>(state.range(0));
  std::int64_t row = 0;
  for (auto _ : state) {
    const std::int64_t now_ms = 1000 * row / static_cast<std::int64_t>(open);
    visits.Add({.series = static_cast<std::uint32_t>(row % 1000),
                .sequence = random.Below(open / 1000 + 1),
                .frames = {3, 0},
                .first_ms = now_ms,
                .last_ms = now_ms + 500});
    if (++row % 10'000 == 0) {
      visits.CloseUntil(now_ms);
      benchmark::DoNotOptimize(visits.TakeClosed().data());
    }
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(VisitRow)->Arg(1000)->Arg(100'000);

// A tally of `values` values, each with all kinds, in blocks of one sequence each (0: without sequences).
SeriesSums TallyOf(std::size_t values, std::int64_t sequences, std::int64_t tick_ms, Random& random) {
  SeriesSums sums;
  for (std::size_t i = 0; i < values; ++i)
    sums.values.push_back({Dimension::kClass, "class number " + std::to_string(i)});
  for (std::int64_t i = 0; i < std::max<std::int64_t>(sequences, 1); ++i) {
    SeriesBlock block{tick_ms, sequences > 0 ? std::to_string(tick_ms) + "/" + std::to_string(i) : "", "yolo@7", 0, {}};
    for (std::size_t kind = 1; kind < kSeriesKinds; ++kind) block.kinds |= Bit(static_cast<SeriesKind>(kind));
    for (std::uint32_t value = 0; value < values; ++value) {
      SeriesRow row{.value = value, .frames = 5};
      for (std::uint32_t& flagged : row.flagged) flagged = random.Below(50) == 0 ? 1 : 0;
      block.rows.push_back(row);
    }
    sums.blocks.push_back(std::move(block));
  }
  return sums;
}

// The whole stage, 10,000 series that have learnt their baselines: rows taken, a tick closed. Arguments: sequences per
// tick, tallies per tick. An item is a series and tick.
void StageTick(benchmark::State& state) {
  constexpr std::size_t kValues = kSeries / (kSeriesKinds - 1);
  constexpr std::int64_t kTickMs = 60'000, kTicks = 64;
  const std::size_t before = mallinfo2().uordblks;
  RatesStage stage({.lateness_ms = 0, .visit_gap_ms = kTickMs, .baseline_frames = 2000});
  Random random(1);
  std::vector<SeriesSums> ticks;
  const std::size_t tallies_bytes = mallinfo2().uordblks;
  for (std::int64_t i = 0; i < kTicks; ++i) ticks.push_back(TallyOf(kValues, state.range(0), 0, random));
  const std::size_t after_tallies = mallinfo2().uordblks;
  std::int64_t tick = 1000;
  const auto advance = [&] {
    SeriesSums& sums = ticks[static_cast<std::size_t>(tick % kTicks)];
    for (SeriesBlock& block : sums.blocks) block.tick_ms = tick * kTickMs;
    for (std::int64_t i = 0; i < state.range(1); ++i) stage.Take(sums, tick * kTickMs);
    benchmark::DoNotOptimize(stage.TakeEvents().data());
    ++tick;
  };
  while (stage.Series().empty() || stage.Series().front().Learning()) advance();
  for (auto _ : state) advance();
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(stage.Series().size()));
  state.counters["bytes_per_series"] =
      static_cast<double>(mallinfo2().uordblks - before - (after_tallies - tallies_bytes)) /
      static_cast<double>(stage.Series().size());
}
BENCHMARK(StageTick)->Args({0, 1})->Args({0, 60})->Args({3, 1})->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace labelwatch

BENCHMARK_MAIN();
