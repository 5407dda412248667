// The join alone: time per frame, and memory of open frames beyond the bytes of their messages.

#include <benchmark/benchmark.h>
#include <malloc.h>

#include "consumers/join.h"
#include "frames.h"

namespace labelwatch {
namespace {

class Nothing : public JoinSink {
 public:
  void Frame(const JoinRecord& labels, std::span<const JoinRecord>) override { benchmark::DoNotOptimize(labels); }
  void Ended(const JoinRecord&, Outcome) override {}
};

JoinRecord RecordOf(Side side, std::string_view message, std::int64_t offset) {
  JoinRecord record;
  record.side = side;
  record.message = message;
  record.offset = offset;
  return record;
}

// Labels first, predictions `range(0)` frames later.
void JoinFrames(benchmark::State& state) {
  const auto behind = static_cast<std::uint64_t>(state.range(0));
  bench::Messages messages(1);
  std::string labels = messages.labels[0], predictions = messages.predictions[0];
  Nothing sink;
  JoinOptions options;
  options.max_frames = 10'000'000;
  options.max_bytes = std::size_t{16} << 30;
  FrameJoin join(options, sink);
  std::uint64_t number = 0;
  for (auto _ : state) {
    bench::Messages::Renumber(labels, number);
    const auto offset = static_cast<std::int64_t>(number);
    join.Add(RecordOf(Side::kLabels, labels, offset), *ReadEnvelope(labels, Side::kLabels, {}), 0);
    if (number >= behind) {
      bench::Messages::Renumber(predictions, number - behind);
      join.Add(RecordOf(Side::kPredictions, predictions, offset), *ReadEnvelope(predictions, Side::kPredictions, {}),
               0);
    }
    ++number;
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(JoinFrames)->Arg(0)->Arg(1'000)->Arg(100'000);

void BytesPerOpenFrame(benchmark::State& state) {
  const auto frames = static_cast<std::uint64_t>(state.range(0));
  bench::Messages messages(1);
  std::string labels = messages.labels[0];
  for (auto _ : state) {
    Nothing sink;
    JoinOptions options;
    options.max_frames = 10'000'000;
    options.max_bytes = std::size_t{16} << 30;
    FrameJoin join(options, sink);
    const auto in_use = [] {
      const auto info = mallinfo2();
      return info.uordblks + info.hblkhd;
    };
    const std::size_t before = in_use();
    for (std::uint64_t number = 0; number < frames; ++number) {
      bench::Messages::Renumber(labels, number);
      join.Add(RecordOf(Side::kLabels, labels, static_cast<std::int64_t>(number)),
               *ReadEnvelope(labels, Side::kLabels, {}), 0);
    }
    state.counters["overhead_bytes"] =
        (static_cast<double>(in_use() - before) - static_cast<double>(join.Bytes())) / static_cast<double>(frames);
  }
}
BENCHMARK(BytesPerOpenFrame)->Arg(1'000)->Arg(100'000)->Arg(1'000'000)->Iterations(1);

}  // namespace
}  // namespace labelwatch

BENCHMARK_MAIN();
