// Judging of real frames: all frames of errors_voc07 once per iteration, learning as a service does,
// decoded frame to findings.
// Items are frames. The folder of shared data is LABELWATCH_SHARED in the environment; without it nothing is measured.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

#include "detectors/inspector.h"
#include "detectors/learning/working_copy.h"
#include "tests/detectors/coco_set.h"

namespace labelwatch {
namespace {

void JudgeErrorsVoc07(benchmark::State& state, const std::string& model) {
  const char* const shared = std::getenv("LABELWATCH_SHARED");
  const std::string data = std::string(shared != nullptr ? shared : "") + "/data/errors_voc07/";
  NameTable classes(100);
  const auto set =
      CocoSet::Read(data + "instances.json.gz", {{model, data + "detections_" + model + ".json.gz"}}, classes);
  if (!set) {
    state.SkipWithError("no data: set LABELWATCH_SHARED");
    return;
  }
  const InspectOptions options;
  WorkingCopy learning(options, classes);
  Inspector inspector(options, classes);
  auto calibration = learning.Current();
  LearningTally sums;
  std::size_t findings = 0;
  for (auto _ : state) {
    for (const CocoFrame& frame : set->frames) {
      findings += inspector.Inspect(frame.Joined(), *calibration, sums).findings.size();
      if (sums.frames >= options.block_frames) calibration = learning.Learn(sums);
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(set->frames.size()));
  state.counters["findings"] = static_cast<double>(findings) / static_cast<double>(state.iterations());
}
BENCHMARK_CAPTURE(JudgeErrorsVoc07, yolov2, std::string("yolov2"));
BENCHMARK_CAPTURE(JudgeErrorsVoc07, yolov3, std::string("yolov3"));

}  // namespace
}  // namespace labelwatch

BENCHMARK_MAIN();
