// From serialized bytes to findings: unframe, envelope, join, decode, judge, learn, count. One thread.
//   pipeline_bench                          time per frame of ten labels and ten predictions
//   pipeline_bench --benchmark_filter=Flat  the same after 10^3 to 10^7 frames

#include <benchmark/benchmark.h>

#include "consumers/task.h"
#include "frames.h"

namespace labelwatch {
namespace {

class Nothing : public Outputs {
 public:
  void Judged(const JoinedFrame&, const Calibration&, const Judgement& judgement, const Inspector&) override {
    benchmark::DoNotOptimize(judgement);
  }
  void Refused(const Record&, Rejection) override {}
};

class Pipeline {
 public:
  explicit Pipeline(const InspectOptions& inspect = {})
      : messages_(4096), learning_(inspect, names_.classes), task_(TaskOptions(), names_, learning_, outputs_) {}

  void Frame() {
    const std::size_t i = number_ % messages_.labels.size();
    bench::Messages::Renumber(messages_.labels[i], number_);
    bench::Messages::Renumber(messages_.predictions[i], number_);
    const auto offset = static_cast<std::int64_t>(number_);
    task_.Add({Side::kLabels, {}, messages_.labels[i], offset, 1}, 1);
    task_.Add({Side::kPredictions, {}, messages_.predictions[i], offset, 1}, 1);
    ++number_;
  }
  // What the numbering of Frame costs by itself.
  void RenumberOnly() {
    const std::size_t i = number_ % messages_.labels.size();
    bench::Messages::Renumber(messages_.labels[i], number_);
    bench::Messages::Renumber(messages_.predictions[i], number_);
    ++number_;
  }
  StreamCounts Counts() { return task_.TakeCounts(); }

 private:
  bench::Messages messages_;
  Names names_;
  WorkingCopy learning_;
  Nothing outputs_;
  Task task_;
  std::uint64_t number_ = 0;
};

void BytesToFindings(benchmark::State& state) {
  Pipeline pipeline;
  for (int i = 0; i < 5000; ++i) pipeline.Frame();  // past the frames that are all learned from
  for (auto _ : state) pipeline.Frame();
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BytesToFindings);

void NumberingAlone(benchmark::State& state) {
  Pipeline pipeline;
  for (auto _ : state) pipeline.RenumberOnly();
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(NumberingAlone);

void FlatFrom(benchmark::State& state) {
  Pipeline pipeline;
  const auto before = static_cast<std::uint64_t>(state.range(0));
  for (std::uint64_t i = 0; i < before; ++i) pipeline.Frame();
  for (auto _ : state) {
    for (int i = 0; i < 100'000; ++i) pipeline.Frame();
  }
  state.SetItemsProcessed(state.iterations() * 100'000);
  if (pipeline.Counts().frames != before + 100'000) state.SkipWithError("frames were lost");
}
BENCHMARK(FlatFrom)
    ->Arg(1'000)
    ->Arg(100'000)
    ->Arg(1'000'000)
    ->Arg(10'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace labelwatch

BENCHMARK_MAIN();
