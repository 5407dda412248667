#include "schema/output.h"

#include <gmock/gmock.h>

#include <limits>
#include <set>

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;

FindingRecord Finding() {
  FindingRecord finding;
  finding.frame_id = "cam07/1.jpg";
  finding.kind = Kind::kWrongClass;
  finding.score = 1.25;
  finding.probability = ProbabilityFromScore(1.25);
  finding.flagged = true;
  finding.label_id = "17";
  finding.class_name = "dog";
  finding.suggested_class = "cat";
  finding.box = Box{1, 2, 3, 4};
  finding.evidence = "says \"cat\"\n";
  finding.calibration_version = 9;
  return finding;
}

TEST(FindingJsonTest, ComesBackAsItWas) {
  std::string line;
  AppendFindingJson(Finding(), line);
  EXPECT_THAT(line, Not(HasSubstr("\n")));
  EXPECT_THAT(line, HasSubstr(R"("kind":"wrong_class")"));
  EXPECT_THAT(line, Not(HasSubstr("suggested_box")));
  const auto back = FindingFromJson(line);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->label_id, "17");
  EXPECT_EQ(back->score, 1.25);
  EXPECT_EQ(back->box, (Box{1, 2, 3, 4}));
  EXPECT_EQ(back->evidence, "says \"cat\"\n");
  EXPECT_TRUE(back->flagged);
  EXPECT_EQ(back->calibration_version, 9u);
}

TEST(FindingJsonTest, ABoxThatIsNotFiniteIsLeftOut) {
  auto finding = Finding();
  finding.box->x_min = std::numeric_limits<double>::quiet_NaN();
  std::string line;
  AppendFindingJson(finding, line);
  EXPECT_THAT(line, Not(HasSubstr("\"box\"")));
  EXPECT_TRUE(FindingFromJson(line));
}

TEST(FindingJsonTest, ANumberThatIsNotFiniteIsNull) {
  auto finding = Finding();
  finding.score = finding.probability = std::numeric_limits<double>::quiet_NaN();
  std::string line;
  AppendFindingJson(finding, line);
  EXPECT_THAT(line, HasSubstr(R"("score":null,"probability":null)"));
  EXPECT_THAT(FindingFromJson(line).error().message, HasSubstr("score"));
}

TEST(FindingJsonTest, ACalibratedProbabilityComesBackAsItWas) {
  auto finding = Finding();
  finding.probability = 0.125;
  std::string line;
  AppendFindingJson(finding, line);
  EXPECT_EQ(FindingFromJson(line)->probability, 0.125);
  const auto without = FindingFromJson(R"({"frame_id":"f","kind":"missing","score":0})");
  ASSERT_TRUE(without);
  EXPECT_EQ(without->probability, 0.5);
}

TEST(FindingJsonTest, NumbersAreReadExactlyHoweverTheyAreWritten) {
  const auto score = [](const std::string& number) {
    const auto finding = FindingFromJson(R"({"frame_id":"f","kind":"missing","score":)" + number + "}");
    return finding ? finding->score : -1;
  };
  EXPECT_EQ(score("0e131"), 0);
  EXPECT_EQ(score("0.000e-400"), 0);
  EXPECT_EQ(score("1e-400"), 0);
  EXPECT_EQ(score("0.1"), 0.1);
  EXPECT_EQ(score("2.2250738585072011e-308"), 2.2250738585072011e-308);
  EXPECT_EQ(score("18446744073709551615"), 18446744073709551615.0);
  EXPECT_EQ(score("123456789012345678901234567890"), 123456789012345678901234567890.0);
  const auto large = FindingFromJson(R"({"frame_id":"f","kind":"missing","score":1e400})");
  ASSERT_FALSE(large);
  EXPECT_THAT(large.error().message, HasSubstr("too big"));
}

TEST(FindingJsonTest, WhatIsNoFindingIsSaidSo) {
  for (const char* line : {"", "[]", "{", R"({"frame_id":"f"})", R"({"frame_id":"f","kind":"odd","score":1})",
                           R"({"frame_id":"f","kind":"missing","score":"high"})", R"({"kind":"missing","score":1})"}) {
    EXPECT_FALSE(FindingFromJson(line)) << line;
  }
}

class FlaggedFrameTest : public testing::Test {
 protected:
  NameTable classes_{10};
  LabeledFrame labels_;
  std::vector<PredictedFrame> predictions_{1};
};

TEST_F(FlaggedFrameTest, ComesBackWithItsFindings) {
  labels_.labels.push_back({});
  labels_.labels[0].id = "17";
  FlaggedFrame flagged;
  flagged.id = "ab";
  flagged.frame_id = "f";
  flagged.findings = {Finding()};
  flagged.models = {"yolo@8"};
  CarryFrame({labels_, predictions_}, classes_, flagged);
  const std::string bytes = EncodeFlaggedFrame(flagged);
  const auto back = DecodeFlaggedFrame(bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->findings[0].label_id, "17");
  EXPECT_EQ(back->findings[0].box, (Box{1, 2, 3, 4}));
  EXPECT_EQ(back->models, flagged.models);
  EXPECT_THAT(FlaggedFrameToJson(bytes).value(), HasSubstr(R"("labels":[{"id":"17")"));
  EXPECT_FALSE(DecodeFlaggedFrame("\x0a\xff"));
}

TEST_F(FlaggedFrameTest, AKindOfALaterVersionIsRefusedByItsNumber) {
  FlaggedFrame flagged;
  flagged.findings = {Finding()};
  flagged.findings[0].kind = static_cast<Kind>(kKinds + 3);
  const auto back = DecodeFlaggedFrame(EncodeFlaggedFrame(flagged));
  ASSERT_FALSE(back);
  EXPECT_THAT(back.error().message, HasSubstr("number 15"));
}

TEST_F(FlaggedFrameTest, TheIdFollowsFromWhatWasJudgedAndByWhat) {
  labels_.frame_id = "f";
  predictions_[0].model = "yolo";
  std::set<std::string> ids;
  const auto id = [&](std::string_view judge) { return FlaggedFrameId({labels_, predictions_}, judge); };
  EXPECT_EQ(id("options"), id("options"));
  EXPECT_EQ(id("options").size(), 32u);
  ids.insert(id("options"));
  ids.insert(id("other options"));
  labels_.label_revision = 2;
  ids.insert(id("options"));
  predictions_[0].model_version = "8";
  ids.insert(id("options"));
  labels_.frame_id = "g";
  ids.insert(id("options"));
  EXPECT_EQ(ids.size(), 5u);
}

}  // namespace
}  // namespace labelwatch
