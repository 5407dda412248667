// How well the scores rank real and injected label errors: one streaming pass with default options, learning on the
// way, judged by the shared scorer. The goals are floors that may not be undercut.

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <map>

#include "detectors/inspector.h"
#include "detectors/learning/learning_stage.h"
#include "detectors/learning/next_calibration.h"
#include "detectors/learning/working_copy.h"
#include "schema/output.h"
#include "tests/detectors/coco_set.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

struct Goal {
  std::string name, set;
  std::vector<std::string> models;
  std::map<std::string, double> ap;  // at least, by kind
  double frames_auroc;               // at least
  std::size_t workers = 1;           // that learn side by side
};

class LabelScoresGoalsTest : public testing::TestWithParam<Goal> {};

// Each worker has its part of the frames and a working copy of its own; all commit, one after the other, each time that
// `kFramesPerCommit` frames came to each of them.
void JudgeAll(const CocoSet& set, NameTable& classes, std::size_t workers, const std::string& path) {
  constexpr std::size_t kFramesPerCommit = 64;
  const InspectOptions options;
  LearningStage stage(FirstCalibration(options), options);
  std::vector<std::string> names;
  std::deque<WorkingCopy> copies;
  for (std::size_t i = 0; i < workers; ++i) {
    names.push_back("worker " + std::to_string(i));
    copies.emplace_back(options, classes, stage.Of(names[i]));
  }
  Inspector inspector(options, classes);
  std::ofstream out(path);
  std::string line;
  for (std::size_t f = 0; f < set.frames.size(); ++f) {
    const JoinedFrame frame = set.frames[f].Joined();
    WorkingCopy& copy = copies[f % workers];
    const Calibration& calibration = *copy.Current();
    const Judgement judgement = inspector.Inspect(frame, calibration, copy.Sums());
    for (const Finding& finding : judgement.findings) {
      line.clear();
      AppendFindingJson(inspector.Describe(frame, calibration, finding), line);
      out << line << '\n';
    }
    copy.FrameDone();
    if ((f + 1) % (workers * kFramesPerCommit) != 0) continue;
    for (std::size_t i = 0; i < workers; ++i) {
      Tally tally;
      tally.worker = names[i];
      tally.lessons = copies[i].LearntSinceCommit();
      stage.Apply(tally);
      copies[i].Committed(stage.Of(names[i]));
    }
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

  const TemporaryFolder folder;
  const std::string findings = folder.Path("findings.jsonl"), result = folder.Path("scores.json");
  JudgeAll(*set, classes, goal.workers, findings);
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
    std::printf("%s %s: AP %.3f\n", goal.name.c_str(), kind.c_str(), scores[kind.c_str()]["AP"].GetDouble());
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
                    // What learning side by side costs.
                    Goal{"voc_both_two_workers",
                         "errors_voc07",
                         {"yolov2", "yolov3"},
                         {{"missing", 0.600},
                          {"wrong_class", 0.911},
                          {"inaccurate", 0.594},
                          {"spurious", 0.724},
                          {"any", 0.753},
                          {"frames", 0.891}},
                         0.93,
                         2},
                    Goal{"voc_both_four_workers",
                         "errors_voc07",
                         {"yolov2", "yolov3"},
                         {{"missing", 0.585},
                          {"wrong_class", 0.911},
                          {"inaccurate", 0.565},
                          {"spurious", 0.704},
                          {"any", 0.743},
                          {"frames", 0.891}},
                         0.93,
                         4},
                    Goal{"kitti_cascade", "errors_kitti", {"cascade"}, {{"missing", 0.056}, {"frames", 0.493}}, 0.77}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace labelwatch
