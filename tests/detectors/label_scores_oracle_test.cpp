// Scores with given weights and without learning against those of an independent implementation.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <tuple>

#include "detectors/inspector.h"
#include "tests/detectors/coco_set.h"
#include "tests/detectors/reference_weights.h"

namespace labelwatch {
namespace {

constexpr double kAgreement = 1e-5;

// A finding by what it is about; boxes are given with two digits.
using Key = std::tuple<std::string, std::string, std::string, std::string, std::array<long, 4>>;

Key KeyOf(const std::string& kind, const std::string& frame, const std::string& label, const std::string& suggested,
          const std::optional<Box>& box) {
  const auto hundredths = [](double v) { return std::lround(v * 100); };
  return {
      kind, frame, label, suggested,
      box ? std::array{hundredths(box->x_min), hundredths(box->y_min), hundredths(box->x_max), hundredths(box->y_max)}
          : std::array<long, 4>{}};
}

class LabelScoresOracleTest : public testing::TestWithParam<std::string> {};

TEST_P(LabelScoresOracleTest, EveryFindingOfSixtyFramesAgrees) {
  const std::string shared = LABELWATCH_SHARED;
  const auto oracle_text = ReadWholeFile(shared + "/oracles/label_scores_frozen.json");
  NameTable classes(100);
  const auto set =
      CocoSet::Read(shared + "/data/errors_voc07/instances.json.gz",
                    {{GetParam(), shared + "/data/errors_voc07/detections_" + GetParam() + ".json.gz"}}, classes);
  if (!oracle_text || !set) GTEST_SKIP() << "no shared data in " << shared;
  rapidjson::Document json;
  json.Parse(oracle_text->c_str());
  const auto& oracle = json[GetParam().c_str()];

  std::map<Key, double> expected;
  for (const auto& finding : oracle["findings"].GetArray()) {
    const auto text = [&](const char* name) {
      return finding.HasMember(name) ? std::string(finding[name].GetString()) : std::string();
    };
    std::optional<Box> box;
    if (finding.HasMember("suggested_box")) {
      const auto& corners = finding["suggested_box"];
      box = Box{corners[0].GetDouble(), corners[1].GetDouble(), corners[2].GetDouble(), corners[3].GetDouble()};
    }
    expected[KeyOf(text("kind"), text("frame_id"), text("label_id"), text("suggested_class"), box)] =
        finding["score"].GetDouble();
  }
  ASSERT_EQ(expected.size(), oracle["findings"].Size());

  InspectOptions options;
  options.frozen = true;
  options.omission_by_size = 0;
  Inspector inspector(options, classes);
  const Calibration start = ReferenceCalibration(GetParam());
  LearningTally sums;
  std::size_t found = 0;
  for (std::size_t i = 0; i < 60; ++i) {
    const JoinedFrame frame = set->frames[i].Joined();
    const Judgement judgement = inspector.Inspect(frame, start, sums);
    const std::string frame_id(frame.labels.frame_id);
    for (const Finding& finding : judgement.findings) {
      const FindingRecord record = inspector.Describe(frame, start, finding);
      const auto it = expected.find(KeyOf(std::string(KindWord(record.kind)), frame_id, record.label_id,
                                          record.suggested_class, record.suggested_box));
      ASSERT_NE(it, expected.end()) << frame_id << " " << KindWord(record.kind) << " " << record.label_id << " "
                                    << record.suggested_class << " " << record.score;
      EXPECT_NEAR(record.score, it->second, kAgreement) << frame_id << " " << KindWord(record.kind);
      ++found;
    }
    EXPECT_NEAR(judgement.frame_score, oracle["frames"][frame_id.c_str()].GetDouble(), kAgreement) << frame_id;
  }
  EXPECT_EQ(found, expected.size());
  EXPECT_EQ(sums.frames, 0U);
}

INSTANTIATE_TEST_SUITE_P(Detectors, LabelScoresOracleTest, testing::Values("yolov2", "yolov3"));

}  // namespace
}  // namespace labelwatch
