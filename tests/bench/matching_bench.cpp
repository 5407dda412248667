// Cost of finding overlaps and of pairing labels with predictions. Argument: labels and predictions of a frame.

#include <benchmark/benchmark.h>

#include "detectors/labels/random.h"
#include "detectors/matching/frame_matching.h"

namespace labelwatch {
namespace {

struct Frame {
  LabelColumns labels;
  PredictionColumns predictions;

  explicit Frame(std::size_t n) {
    Random random(1);
    labels.Resize(n);
    predictions.Resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      const double width = random.Uniform(20, 200), height = random.Uniform(20, 200);
      const double x = random.Uniform(0, 1280 - width), y = random.Uniform(0, 720 - height);
      labels.boxes.Set(i, {x, y, x + width, y + height});
      labels.class_id[i] = static_cast<NameId>(random.Below(5));
      predictions.boxes.Set(i, {x + 0.1 * width, y, x + width, y + 0.9 * height});
      predictions.class_id[i] = labels.class_id[i];
      predictions.confidence[i] = 1 - static_cast<double>(i) / static_cast<double>(n);
    }
  }
};

void BM_FindOverlaps(benchmark::State& state) {
  const Frame frame(static_cast<std::size_t>(state.range(0)));
  OverlapLists overlaps;
  for (auto _ : state) {
    overlaps.Find(frame.labels.boxes, frame.predictions.boxes);
    benchmark::DoNotOptimize(overlaps.Of(0).data());
  }
}
BENCHMARK(BM_FindOverlaps)->Arg(10)->Arg(100)->Arg(300);

void BM_MatchFrame(benchmark::State& state) {
  const Frame frame(static_cast<std::size_t>(state.range(0)));
  OverlapLists overlaps;
  overlaps.Find(frame.labels.boxes, frame.predictions.boxes);
  FrameMatching matching;
  for (auto _ : state) {
    benchmark::DoNotOptimize(matching.Find(frame.labels, frame.predictions, overlaps).data());
  }
}
BENCHMARK(BM_MatchFrame)->Arg(10)->Arg(100)->Arg(300);

void BM_Assign(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  Random random(1);
  std::vector<double> costs(n * n);
  for (double& cost : costs) cost = random.Uniform();
  Assignment assignment;
  for (auto _ : state) benchmark::DoNotOptimize(assignment.Solve(costs, n, n).data());
}
BENCHMARK(BM_Assign)->Arg(3)->Arg(10)->Arg(64);

}  // namespace
}  // namespace labelwatch

BENCHMARK_MAIN();
