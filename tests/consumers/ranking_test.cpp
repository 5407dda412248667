#include "consumers/ranking.h"

#include <gmock/gmock.h>

#include <fstream>

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

FindingRecord On(std::string frame, std::string label, double score, Kind kind = Kind::kWrongClass) {
  FindingRecord finding;
  finding.frame_id = std::move(frame);
  finding.label_id = std::move(label);
  finding.score = score;
  finding.probability = ProbabilityFromScore(score);
  finding.kind = kind;
  return finding;
}

std::vector<std::string> Labels(const Ranking& ranking) {
  std::vector<std::string> labels;
  for (const auto& finding : ranking.Findings()) labels.push_back(finding.label_id);
  return labels;
}

TEST(RankingTest, KeepsTheMostSuspiciousInOrder) {
  Ranking ranking(2);
  for (double score : {1.0, 3.0, 2.0}) ranking.Add(On("f", "label" + std::to_string(static_cast<int>(score)), score));
  EXPECT_THAT(Labels(ranking), ElementsAre("label3", "label2"));
  EXPECT_FALSE(ranking.Wants(1.5));
}

TEST(RankingTest, CountsALabelOnceWithItsLargestScore) {
  Ranking ranking(5);
  ranking.Add(On("f", "7", 1.0, Kind::kInaccurate));
  ranking.Add(On("f", "7", 2.0, Kind::kWrongClass));
  ranking.Add(On("f", "7", 0.5, Kind::kSpurious));
  ASSERT_EQ(ranking.Findings().size(), 1u);
  EXPECT_EQ(ranking.Findings()[0].kind, Kind::kWrongClass);
}

TEST(RankingTest, TwoMissingObjectsOfOneFrameAreTwo) {
  Ranking ranking(5);
  auto left = On("f", "", 1.0, Kind::kMissing), right = On("f", "", 1.0, Kind::kMissing);
  left.suggested_box = Box{0, 0, 10, 10};
  right.suggested_box = Box{50, 0, 60, 10};
  ranking.Add(left);
  ranking.Add(right);
  EXPECT_EQ(ranking.Findings().size(), 2u);
}

TEST(RankingTest, TiesDoNotDependOnTheOrderOfArrival) {
  Ranking forward(2), backward(2);
  for (const char* label : {"a", "b", "c"}) forward.Add(On("f", label, 1.0));
  for (const char* label : {"c", "b", "a"}) backward.Add(On("f", label, 1.0));
  EXPECT_THAT(Labels(forward), ElementsAre("a", "b"));
  EXPECT_EQ(Labels(forward), Labels(backward));
}

TEST(RankingTest, TableMarksKnownMistakesAndSurvivesHostileNames) {
  const std::string path = testing::TempDir() + "/known.json";
  std::ofstream(path)
      << R"([{"kind":"meta"},{"kind":"wrong_class","frame_id":"f","annotation_id":7,"bbox":[0,0,9,9]}])";
  const auto known = KnownMistakes::Read(path);
  ASSERT_TRUE(known) << known.error().message;
  Ranking ranking(5);
  ranking.Add(On("f", "7", 2.0));
  ranking.Add(On("g\n\x1b[31m" + std::string(100, 'x'), "7", 1.0));
  const std::string table = RankingTable(ranking, &*known);
  EXPECT_THAT(table, HasSubstr("<== staged"));
  EXPECT_THAT(table, HasSubstr("1 of these 2 are among the 1 staged mistakes"));
  EXPECT_THAT(table, HasSubstr("g??[31mxxxxxxxxxxxxxx..."));
}

TEST(RankingTest, TableSaysWhatItsPercentagesMean) {
  Ranking ranking(5);
  FindingRecord sure = On("f", "7", 2.0), rough = On("g", "8", 1.0);
  sure.probability = 0.386;
  rough.probability = 0.71;
  rough.rough = true;
  ranking.Add(sure);
  ranking.Add(rough);
  const std::string table = RankingTable(ranking, nullptr);
  EXPECT_THAT(table, HasSubstr("  1  39 %   wrong_class"));
  EXPECT_THAT(table, HasSubstr("  2  ~71 %  wrong_class"));
  EXPECT_THAT(table,
              HasSubstr("error: of such labels about so many are errors (assumed rate); ~ while few made errors"));
}

TEST(KnownMistakesTest, MissingObjectIsRecognisedByItsPlace) {
  const std::string path = testing::TempDir() + "/missing.json";
  std::ofstream(path) << R"([{"kind":"missing","frame_id":"f","bbox":[0,0,10,10]}])";
  const auto known = KnownMistakes::Read(path);
  ASSERT_TRUE(known);
  auto finding = On("f", "", 1.0, Kind::kMissing);
  finding.suggested_box = Box{1, 0, 11, 10};  // IoU 90 / 110
  EXPECT_TRUE(known->Contains(finding));
  finding.suggested_box = Box{6, 0, 16, 10};  // IoU 40 / 160
  EXPECT_FALSE(known->Contains(finding));
}

TEST(KnownMistakesTest, BrokenFilesAreNamed) {
  EXPECT_THAT(KnownMistakes::Read("/no/such/file").error().message, HasSubstr("/no/such/file"));
  const std::string path = testing::TempDir() + "/broken.json";
  std::ofstream(path) << "[{]";
  EXPECT_THAT(KnownMistakes::Read(path).error().message, HasSubstr("not JSON at byte 2"));
}

}  // namespace
}  // namespace labelwatch
