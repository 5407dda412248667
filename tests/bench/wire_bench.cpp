// Decoding of a frame with ten labels and one with ten predictions, beside the generated classes.

#include <benchmark/benchmark.h>
#include <labelwatch/v1/labelwatch.pb.h>

#include "frames.h"

namespace labelwatch {
namespace {

constexpr std::size_t kFrames = 512;

void DecodeBoth(benchmark::State& state) {
  const bench::Messages messages(kFrames);
  NameTable classes(100);
  FrameDecoder decoder(classes);
  LabeledFrame labels;
  PredictedFrame predictions;
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(decoder.Decode(messages.labels[i], labels));
    benchmark::DoNotOptimize(decoder.Decode(messages.predictions[i], predictions));
    i = (i + 1) % kFrames;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(DecodeBoth);

void EnvelopeOfBoth(benchmark::State& state) {
  const bench::Messages messages(kFrames);
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(ReadEnvelope(messages.labels[i], Side::kLabels, {}));
    benchmark::DoNotOptimize(ReadEnvelope(messages.predictions[i], Side::kPredictions, {}));
    i = (i + 1) % kFrames;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(EnvelopeOfBoth);

void GeneratedClassesParseBoth(benchmark::State& state) {
  const bench::Messages messages(kFrames);
  v1::LabeledFrame labels;
  v1::PredictedFrame predictions;
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(labels.ParseFromString(messages.labels[i]));
    benchmark::DoNotOptimize(predictions.ParseFromString(messages.predictions[i]));
    i = (i + 1) % kFrames;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(GeneratedClassesParseBoth);

}  // namespace
}  // namespace labelwatch

BENCHMARK_MAIN();
