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

struct ScoredSet {
  std::string model, labels, predictions, oracle;
  std::string member;  // of the oracle; empty: the whole of it
  std::size_t frames;  // that the oracle scored
};

void PrintTo(const ScoredSet& set, std::ostream* out) { *out << set.model; }

class LabelScoresOracleTest : public testing::TestWithParam<ScoredSet> {};

TEST_P(LabelScoresOracleTest, EveryFindingAgrees) {
  const auto oracle_text = ReadWholeFile(GetParam().oracle);
  NameTable classes(100);
  const auto set = CocoSet::Read(GetParam().labels, {{GetParam().model, GetParam().predictions}}, classes);
  if (!oracle_text || !set) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
  rapidjson::Document json;
  json.Parse(oracle_text->c_str());
  const rapidjson::Value& oracle = GetParam().member.empty() ? json : json[GetParam().member.c_str()];

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
  const Calibration start = ReferenceCalibration(GetParam().model);
  LearningTally sums;
  std::size_t found = 0;
  for (std::size_t i = 0; i < GetParam().frames; ++i) {
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

const std::string kMade = LABELWATCH_REPOSITORY "/tests/oracles/label_scores";
const std::string kShared = LABELWATCH_SHARED;

ScoredSet OfVoc(const std::string& model) {
  const std::string data = kShared + "/data/errors_voc07/";
  return {model,
          data + "instances.json.gz",
          data + "detections_" + model + ".json.gz",
          kShared + "/oracles/label_scores_frozen.json",
          model,
          60};
}

INSTANTIATE_TEST_SUITE_P(Made, LabelScoresOracleTest,
                         testing::Values(ScoredSet{"made", kMade + "_labels.json", kMade + "_predictions.json",
                                                   kMade + ".json", "", 30}));
INSTANTIATE_TEST_SUITE_P(Voc, LabelScoresOracleTest, testing::Values(OfVoc("yolov2"), OfVoc("yolov3")));

}  // namespace
}  // namespace labelwatch
