// How well the scores rank real and injected label errors: one streaming pass with default options, learning on the
// way, judged by the shared scorer. The goals are floors that may not be undercut.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>

#include "detectors/inspector.h"
#include "detectors/learning/working_copy.h"
#include "schema/output.h"
#include "tests/detectors/coco_set.h"

namespace labelwatch {
namespace {

struct Goal {
  std::string name, set;
  std::vector<std::string> models;
  std::map<std::string, double> ap;  // at least, by kind
  double frames_auroc;               // at least
};

class LabelScoresGoalsTest : public testing::TestWithParam<Goal> {};

void JudgeAll(const CocoSet& set, NameTable& classes, const std::string& path) {
  const InspectOptions options;
  WorkingCopy learning(options, classes);
  Inspector inspector(options, classes);
  auto calibration = learning.Current();
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
    if (sums.frames >= options.block_frames) calibration = learning.Learn(sums);
  }
}

TEST_P(LabelScoresGoalsTest, OneStreamingPassReachesThem) {
  const Goal& goal = GetParam();
  const std::string shared = LABELWATCH_SHARED, data = shared + "/data/" + goal.set + "/";
  NameTable classes(100);
  std::vector<std::pair<std::string, std::string>> models;
  for (const std::string& model : goal.models) models.emplace_back(model, data + "detections_" + model + ".json.gz");
  const auto set = CocoSet::Read(data + "instances.json.gz", models, classes);
  if (!set) GTEST_SKIP() << "no shared data in " << shared;
  if (std::system("python3 -c ''") != 0) GTEST_SKIP() << "no python3 to run the scorer with";

  const std::string findings = testing::TempDir() + goal.name + ".jsonl", result = findings + ".json";
  JudgeAll(*set, classes, findings);
  ASSERT_EQ(std::system(("python3 " + shared + "/tools/score_findings.py " + data + "truth.json " + findings +
                         " --json " + result)
                            .c_str()),
            0);
  rapidjson::Document json;
  json.Parse(ReadWholeFile(result)->c_str());
  const auto& scores = json["result"];
  for (const auto& [kind, least] : goal.ap) {
    ASSERT_TRUE(scores.HasMember(kind.c_str())) << kind;
    EXPECT_GE(scores[kind.c_str()]["AP"].GetDouble(), least) << kind;
  }
  EXPECT_GE(scores["frames"]["AUROC"].GetDouble(), goal.frames_auroc);
}

INSTANTIATE_TEST_SUITE_P(
    SharedSets, LabelScoresGoalsTest,
    testing::Values(Goal{"voc_yolov2",
                         "errors_voc07",
                         {"yolov2"},
                         {{"missing", 0.584},
                          {"wrong_class", 0.830},
                          {"inaccurate", 0.547},
                          {"spurious", 0.667},
                          {"any", 0.719},
                          {"frames", 0.883}},
                         0.926},
                    Goal{"voc_yolov3",
                         "errors_voc07",
                         {"yolov3"},
                         {{"missing", 0.510},
                          {"wrong_class", 0.795},
                          {"inaccurate", 0.426},
                          {"spurious", 0.552},
                          {"any", 0.664},
                          {"frames", 0.834}},
                         0.879},
                    Goal{"voc_both",
                         "errors_voc07",
                         {"yolov2", "yolov3"},
                         {{"missing", 0.610},
                          {"wrong_class", 0.921},
                          {"inaccurate", 0.604},
                          {"spurious", 0.734},
                          {"duplicate", 0.999},
                          {"any", 0.763},
                          {"frames", 0.901}},
                         0.933},
                    Goal{"kitti_cascade", "errors_kitti", {"cascade"}, {{"missing", 0.056}, {"frames", 0.493}}, 0.77}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace labelwatch
