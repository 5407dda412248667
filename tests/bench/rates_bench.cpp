// Cost of following rates: a tick of 10,000 series, and the rows of visits. Items are series, or rows.

#include <benchmark/benchmark.h>

#include <vector>

#include "detectors/labels/random.h"
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

}  // namespace
}  // namespace labelwatch

BENCHMARK_MAIN();
