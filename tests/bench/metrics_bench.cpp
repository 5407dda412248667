// What counting costs per frame, and a scrape per series.

#include <benchmark/benchmark.h>

#include "metrics/exporter.h"

namespace labelwatch {
namespace {

// A frame of `labels` labels, each matched with a prediction, two scored findings for each, one in twenty flagged.
void CountFrame(benchmark::State& state) {
  const auto labels = static_cast<std::size_t>(state.range(0));
  Names names;
  LabeledFrame frame;
  frame.frame_id = "frame_000001";
  frame.source = "camera_front_left";
  frame.annotator = "annotator_17";
  frame.event_time_ms = 1'000;
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < labels; ++i) {
    frame.labels.emplace_back().class_id = names.classes.Add("class " + std::to_string(i % 80));
    for (const Kind kind : {Kind::kWrongClass, Kind::kSpurious}) {
      Finding& finding = findings.emplace_back();
      finding.kind = kind;
      finding.label = static_cast<std::int32_t>(i);
      finding.model = 0;
      finding.score = static_cast<double>(i % 13) - 8;
      finding.flagged = findings.size() % 20 == 0;
    }
  }
  std::vector<PredictedFrame> predictions(1);
  predictions[0].model = "yolo";
  predictions[0].model_version = "2024-01";
  std::vector<ModelMatches> matches(1);
  for (std::size_t i = 0; i < labels; ++i) {
    predictions[0].predictions.emplace_back().class_id = frame.labels[i].class_id;
    matches[0].labels.push_back({static_cast<std::int32_t>(i), 0.9F, MatchOutcome::kMatched});
  }
  FrameCounter counter(names);
  StreamCounts counts;
  const Judgement judgement = {.findings = findings, .flagged = true, .matches = matches};
  for (auto _ : state) {
    counter.Count({frame, predictions}, judgement, 2'000, counts);
    benchmark::DoNotOptimize(counts);
  }
}
BENCHMARK(CountFrame)->Arg(0)->Arg(1)->Arg(10)->Arg(100);

// A commit and a scrape with `classes` classes and 50 annotators.
class Filled {
 public:
  explicit Filled(std::int64_t classes) : metrics_(names_) {
    for (std::int64_t i = 0; i < classes; ++i) names_.classes.Add("class " + std::to_string(i));
    for (int i = 0; i < 50; ++i) names_.Of(Dimension::kAnnotator).Add("annotator " + std::to_string(i));
    SeriesCounts counts;
    counts.labels = 3;
    counts.label_matches = {2, 0, 1, 0, 0};
    counts_.Of(Dimension::kAnnotator).resize(names_.Of(Dimension::kAnnotator).Size(), counts);
    counts.prediction_matches = counts.label_matches;
    counts_.Of(Dimension::kClass).resize(names_.classes.Size(), counts);
  }
  Names names_;
  Metrics metrics_;
  StreamCounts counts_;
};

void Commit(benchmark::State& state) {
  Filled filled(state.range(0));
  for (auto _ : state) filled.metrics_.Committed(filled.counts_, {});
}
BENCHMARK(Commit)->Arg(80)->Arg(1200)->Unit(benchmark::kMicrosecond);

void ScrapeText(benchmark::State& state) {
  Filled filled(state.range(0));
  filled.metrics_.Committed(filled.counts_, {});
  std::size_t bytes = 0;
  for (auto _ : state) bytes = filled.metrics_.Text().size();
  state.counters["bytes"] = static_cast<double>(bytes);
}
BENCHMARK(ScrapeText)->Arg(80)->Arg(1200)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace labelwatch

BENCHMARK_MAIN();
