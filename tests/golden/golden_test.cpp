// Golden cases: each folder beside this file is a small input with the findings and the counts that it must give.
// README.md says what is where and how to write the expectations anew.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <numeric>

#include "config/config.h"
#include "consumers/files/record_stream.h"
#include "consumers/replay.h"
#include "consumers/summary.h"
#include "consumers/task.h"
#include "schema/output.h"

namespace labelwatch {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = LABELWATCH_REPOSITORY "/tests/golden";

// Four digits: enough to notice every change of judgement, few enough to read, and the same with every compiler.
double Rounded(double value) { return std::round(value * 1e4) / 1e4; }

class Lines : public Outputs {
 public:
  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override {
    for (const Finding& finding : judgement.findings) {
      FindingRecord record = inspector.Describe(frame, calibration, finding);
      record.score = Rounded(record.score);
      record.probability = Rounded(record.probability);
      AppendFindingJson(record, text);
      text += '\n';
    }
  }
  void Refused(const Record&, Rejection) override {}

  std::string text;
};

std::vector<std::string> Cases() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kCases)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string ReadText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// labels*, files or folders, and predictions-MODEL.*, in order of their names.
struct Inputs {
  std::vector<std::string> labels;
  std::vector<PredictionFile> predictions;
};
Inputs InputsOf(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  Inputs inputs;
  constexpr std::string_view kPredictions = "predictions-";
  for (const fs::path& path : paths) {
    const std::string stem = path.stem().string();
    if (stem.starts_with("labels")) inputs.labels.push_back(path.string());
    if (stem.starts_with(kPredictions)) inputs.predictions.push_back({stem.substr(kPredictions.size()), path.string()});
  }
  return inputs;
}

// Compares with the file, or writes it.
void Expect(const fs::path& path, const std::string& actual) {
  if (std::getenv("LABELWATCH_REGENERATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  ASSERT_TRUE(fs::exists(path)) << path << " is missing; write it with LABELWATCH_REGENERATE_GOLDEN=1 and read it";
  EXPECT_EQ(ReadText(path), actual);
}

class GoldenTest : public testing::TestWithParam<std::string> {};

TEST_P(GoldenTest, GivesTheFindingsWrittenDown) {
  const fs::path folder = kCases / GetParam();
  Config config;
  if (fs::exists(folder / "config.yaml")) {
    const auto read = LoadConfig((folder / "config.yaml").string());
    ASSERT_TRUE(read) << RenderErrors("config.yaml", read.error());
    config = *read;
  }
  const Inputs inputs = InputsOf(folder);
  auto stream = OpenRecordStream(inputs.labels, inputs.predictions);
  ASSERT_TRUE(stream) << stream.error().message;
  config.task.join.models = (*stream)->Models();

  Names names;
  WorkingCopy learning(config.task.inspect, names.classes);
  Lines lines;
  Task task(config.task, names, learning, lines);
  const auto done = Replay(**stream, task, [](const StreamProgress&, Task&) { return true; });
  ASSERT_TRUE(done) << done.error().message;
  const StreamCounts counts = task.TakeCounts();

  std::string summary = CountsText(counts);
  for (std::string problem : (*stream)->Problems()) {
    const std::string prefix = folder.string() + "/";
    for (auto at = problem.find(prefix); at != std::string::npos; at = problem.find(prefix)) {
      problem.erase(at, prefix.size());
    }
    summary.append(problem).append("\n");
  }
  Expect(folder / "expected.jsonl", lines.text);
  Expect(folder / "expected_counts.txt", summary);

  for (std::size_t side = 0; side < kSides; ++side) {
    const auto& outcomes = counts.outcomes[side];
    EXPECT_EQ(std::accumulate(outcomes.begin(), outcomes.end(), std::uint64_t{0}), counts.records[side])
        << "every record read must have one outcome";
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, GoldenTest, testing::ValuesIn(Cases()),
                         [](const auto& golden) { return golden.param; });

}  // namespace
}  // namespace labelwatch
