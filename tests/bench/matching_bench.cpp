// Cost of finding overlaps and of pairing labels with predictions. Argument: labels and predictions of a frame.

#include <benchmark/benchmark.h>

#include <cmath>
#include <string>

#include "detectors/labels/random.h"
#include "detectors/matching/boundary_distance.h"
#include "detectors/matching/frame_matching.h"
#include "detectors/matching/shape_overlap.h"

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
      labels.index[i] = predictions.index[i] = static_cast<std::int32_t>(i);
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
  std::vector<Testimony> testimonies;
  for (std::size_t i = 0; i < frame.labels.Size(); ++i) {
    testimonies.push_back(Hear(frame.predictions, overlaps.Of(i), frame.labels.class_id[i]));
  }
  FrameMatching matching;
  std::vector<LabelMatch> matches(frame.labels.Size());
  for (auto _ : state) {
    matching.Find(frame.labels, frame.predictions, overlaps, testimonies, matches);
    benchmark::DoNotOptimize(matches.data());
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

// A round object of `radius` pixels with a wavy outline of 40 corners in a picture of 640 x 480 pixels.
Shape Blob(double x, double radius, std::string& bytes) {
  Ring ring;
  for (int i = 0; i < 40; ++i) {
    const double angle = 0.157 * i, r = radius * (1 + 0.1 * std::sin(7 * angle));
    ring.xy.push_back(x + r * std::cos(angle));
    ring.xy.push_back(240 + r * std::sin(angle));
  }
  return EncodePolygon(std::vector<Ring>{ring}, bytes);
}

// The same as a mask.
Shape BlobMask(double x, double radius, std::string& bytes) {
  std::string polygon_bytes;
  const auto rings = DecodePolygon(Blob(x, radius, polygon_bytes).encoded);
  PixelGrid grid;
  grid.width = 640;
  grid.height = 480;
  std::uint64_t steps = 1 << 20;
  MaskRuns runs;
  PolygonMask().Draw(*rings, grid, steps, runs);
  Mask mask = {640, 480, {}};
  std::uint64_t at = 0;
  for (const PixelRun& run : runs.runs) {
    mask.counts.push_back(static_cast<std::uint32_t>(run.begin - at));
    mask.counts.push_back(static_cast<std::uint32_t>(run.end - run.begin));
    at = run.end;
  }
  mask.counts.push_back(static_cast<std::uint32_t>(640 * 480 - at));
  return EncodeMask(mask, bytes);
}

// A pair whose masks are decoded already: what each further pair of a frame costs. Argument: radius in pixels.
void BM_MaskPair(benchmark::State& state) {
  std::string a, b;
  ShapeOverlap shapes;
  shapes.Start(640, 480);
  const auto radius = static_cast<double>(state.range(0));
  const std::size_t first = shapes.Add(BlobMask(320, radius, a)), second = shapes.Add(BlobMask(330, radius, b));
  for (auto _ : state) {
    shapes.KeepFirst(2);  // allows the work again
    benchmark::DoNotOptimize(shapes.Compare(first, second));
  }
}
BENCHMARK(BM_MaskPair)->Arg(20)->Arg(100)->Arg(200);

// Decoding included.
void BM_FreshMaskPair(benchmark::State& state) {
  std::string a, b;
  const auto radius = static_cast<double>(state.range(0));
  const Shape first = BlobMask(320, radius, a), second = BlobMask(330, radius, b);
  ShapeOverlap shapes;
  for (auto _ : state) {
    shapes.Start(640, 480);
    shapes.Add(first);
    shapes.Add(second);
    benchmark::DoNotOptimize(shapes.Compare(0, 1));
  }
}
BENCHMARK(BM_FreshMaskPair)->Arg(20)->Arg(100)->Arg(200);

// Decoding and drawing included.
void BM_FreshPolygonPair(benchmark::State& state) {
  std::string a, b;
  const auto radius = static_cast<double>(state.range(0));
  const Shape first = Blob(320, radius, a), second = Blob(330, radius, b);
  ShapeOverlap shapes;
  for (auto _ : state) {
    shapes.Start(640, 480);
    shapes.Add(first);
    shapes.Add(second);
    benchmark::DoNotOptimize(shapes.Compare(0, 1));
  }
}
BENCHMARK(BM_FreshPolygonPair)->Arg(20)->Arg(100)->Arg(200);

void BM_TurnedBoxPair(benchmark::State& state) {
  const Corners a = CornersOf(RotatedBox{100, 100, 50, 30, 20}), b = CornersOf(RotatedBox{105, 98, 45, 35, -15});
  for (auto _ : state) benchmark::DoNotOptimize(SharedArea(a, b));
}
BENCHMARK(BM_TurnedBoxPair);

void BM_BoundaryDistance(benchmark::State& state) {
  std::string a, b;
  const auto radius = static_cast<double>(state.range(0));
  const Shape first = BlobMask(320, radius, a), second = BlobMask(330, radius, b);
  BoundaryDistance distance;
  for (auto _ : state) benchmark::DoNotOptimize(distance.Between(first, second));
}
BENCHMARK(BM_BoundaryDistance)->Arg(20)->Arg(200);

}  // namespace
}  // namespace labelwatch

BENCHMARK_MAIN();
