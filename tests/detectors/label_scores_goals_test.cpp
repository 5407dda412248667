// How well the scores rank real and injected label errors: one streaming pass with default options, learning on the
// way, judged by the shared scorer. The goals are floors that may not be undercut.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "detectors/inspector.h"
#include "detectors/rates/rates.h"
#include "schema/output.h"
#include "tests/detectors/coco_set.h"

namespace labelwatch {
namespace {

struct Goal {
  std::string set, model;
  double any_ap, frames_auroc;  // at least
};

class LabelScoresGoalsTest : public testing::TestWithParam<Goal> {};

void JudgeAll(const CocoSet& set, NameTable& classes, const std::string& path) {
  const InspectOptions options;
  Rates rates(options, classes);
  Inspector inspector(options, classes);
  auto calibration = rates.Current();
  LearningTally sums;
  std::ofstream out(path);
  std::string line;
  for (const CocoFrame& coco : set.frames) {
    const JoinedFrame frame = coco.Joined();
    const Judgement judgement = inspector.Inspect(frame, *calibration, sums);
    for (const Finding& finding : judgement.findings) {
      line.clear();
      AppendFindingJson(inspector.Describe(frame, *calibration, finding), line);
      out << line << '\n';
    }
    if (sums.frames >= options.block_frames) calibration = rates.Learn(sums);
  }
}

TEST_P(LabelScoresGoalsTest, OneStreamingPassReachesThem) {
  const Goal& goal = GetParam();
  const std::string shared = LABELWATCH_SHARED, data = shared + "/data/" + goal.set + "/";
  NameTable classes(100);
  const auto set = CocoSet::Read(data + "instances.json.gz",
                                 {{goal.model, data + "detections_" + goal.model + ".json.gz"}}, classes);
  if (!set) GTEST_SKIP() << "no shared data in " << shared;
  if (std::system("python3 -c ''") != 0) GTEST_SKIP() << "no python3 to run the scorer with";

  const std::string findings = testing::TempDir() + goal.set + "_" + goal.model + ".jsonl", result = findings + ".json";
  JudgeAll(*set, classes, findings);
  ASSERT_EQ(std::system(("python3 " + shared + "/tools/score_findings.py " + data + "truth.json " + findings +
                         " --json " + result)
                            .c_str()),
            0);
  rapidjson::Document json;
  json.Parse(ReadWholeFile(result)->c_str());
  const auto& scores = json["result"];
  if (scores.HasMember("any")) {
    EXPECT_GE(scores["any"]["AP"].GetDouble(), goal.any_ap);
  }
  EXPECT_GE(scores["frames"]["AUROC"].GetDouble(), goal.frames_auroc);
}

INSTANTIATE_TEST_SUITE_P(SharedSets, LabelScoresGoalsTest,
                         testing::Values(Goal{"errors_voc07", "yolov2", 0.70, 0.93},
                                         Goal{"errors_voc07", "yolov3", 0.65, 0.88},
                                         Goal{"errors_kitti", "cascade", 0, 0.77}),
                         [](const auto& test) { return test.param.set + "_" + test.param.model; });

}  // namespace
}  // namespace labelwatch
