// The checks of pictures against a bare cv::imdecode of the same pictures: the sample's photographs, in memory.

#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <opencv2/imgcodecs.hpp>
#include <vector>

#include "detectors/images/image_judge.h"

namespace labelwatch {
namespace {

const std::vector<std::string>& Pictures() {
  static const std::vector<std::string> pictures = [] {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(LABELWATCH_REPOSITORY "/deploy/sample/images")) {
      std::ifstream file(entry.path(), std::ios::binary);
      all.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return all;
  }();
  return pictures;
}

void BM_BareDecode(benchmark::State& state) {
  for (auto _ : state) {
    for (const std::string& bytes : Pictures()) {
      const cv::Mat raw(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
      benchmark::DoNotOptimize(cv::imdecode(raw, cv::IMREAD_COLOR));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Pictures().size()));
}
BENCHMARK(BM_BareDecode);

void BM_Judge(benchmark::State& state) {
  LabeledFrame frame;
  std::uint64_t number = 0;
  for (auto _ : state) {
    ImageJudge judge(64'000'000, 16384);  // a new one, so that no picture is a repeat
    for (const std::string& bytes : Pictures()) {
      const std::string id = std::to_string(number++);
      frame.frame_id = id;
      benchmark::DoNotOptimize(judge.Judge(frame, bytes));
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(Pictures().size()));
}
BENCHMARK(BM_Judge);

}  // namespace
}  // namespace labelwatch

BENCHMARK_MAIN();
