// Decoding of a frame with ten labels and one with ten predictions, beside the generated classes.

#include <benchmark/benchmark.h>
#include <labelwatch/v1/labelwatch.pb.h>

#include "frames.h"
#include "schema/shape_codec.h"

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

// What a record goes through before it is judged. Goal: at most 1 µs for both messages.
void EnvelopeAndDecodeBoth(benchmark::State& state) {
  const bench::Messages messages(kFrames);
  NameTable classes(100);
  FrameDecoder decoder(classes);
  LabeledFrame labels;
  PredictedFrame predictions;
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(ReadEnvelope(messages.labels[i], Side::kLabels, {}));
    benchmark::DoNotOptimize(ReadEnvelope(messages.predictions[i], Side::kPredictions, {}));
    benchmark::DoNotOptimize(decoder.Decode(messages.labels[i], labels));
    benchmark::DoNotOptimize(decoder.Decode(messages.predictions[i], predictions));
    i = (i + 1) % kFrames;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(EnvelopeAndDecodeBoth);

// Ten labels of `points` points each; the bounds are found on the way.
void DecodePolygons(benchmark::State& state) {
  NameTable classes(100);
  std::string shapes, message;
  LabeledFrame frame;
  frame.frame_id = "frame";
  Ring ring;
  for (std::int64_t i = 0; i < state.range(0); ++i) ring.xy.insert(ring.xy.end(), {double(i % 37), double(i % 91)});
  shapes.reserve(1 << 20);  // the shapes below are views into it
  for (int i = 0; i < 10; ++i) {
    Label label;
    label.id = "17";
    label.class_id = classes.Add("car");
    label.shape = EncodePolygon({&ring, 1}, shapes);
    frame.labels.push_back(label);
  }
  Encode(frame, classes, message);
  FrameDecoder decoder(classes);
  LabeledFrame decoded;
  for (auto _ : state) benchmark::DoNotOptimize(decoder.Decode(message, decoded));
}
BENCHMARK(DecodePolygons)->Arg(8)->Arg(100);

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
