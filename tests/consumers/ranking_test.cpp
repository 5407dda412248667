#include "consumers/ranking.h"

#include <gmock/gmock.h>

#include "consumers/known_mistakes.h"
#include "tests/support/temporary_folder.h"

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
  for (const auto& object : ranking.Objects()) labels.push_back(object.worst.label_id);
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
  ASSERT_EQ(ranking.Objects().size(), 1u);
  EXPECT_EQ(ranking.Objects()[0].worst.kind, Kind::kWrongClass);
  EXPECT_EQ(ranking.AlsoRanked(ranking.Objects()[0]).size(), 2u);
}

TEST(RankingTest, TwoMissingObjectsOfOneFrameAreTwo) {
  Ranking ranking(5);
  auto left = On("f", "", 1.0, Kind::kMissing), right = On("f", "", 1.0, Kind::kMissing);
  left.suggested_box = Box{0, 0, 10, 10};
  right.suggested_box = Box{50, 0, 60, 10};
  ranking.Add(left);
  ranking.Add(right);
  EXPECT_EQ(ranking.Objects().size(), 2u);
}

TEST(RankingTest, TiesDoNotDependOnTheOrderOfArrival) {
  Ranking forward(2), backward(2);
  for (const char* label : {"a", "b", "c"}) forward.Add(On("f", label, 1.0));
  for (const char* label : {"c", "b", "a"}) backward.Add(On("f", label, 1.0));
  EXPECT_THAT(Labels(forward), ElementsAre("a", "b"));
  EXPECT_EQ(Labels(forward), Labels(backward));
}

TEST(RankingTest, ATrackIsOneObject) {
  Ranking ranking(2);
  for (int i = 0; i < 10; ++i) {
    auto finding = On("f" + std::to_string(i), std::to_string(i), i, Kind::kTrack);
    finding.track_id = "7";
    finding.sequence = "drive";
    ranking.Add(finding);
  }
  ranking.Add(On("g", "1", 4.5));
  ASSERT_THAT(Labels(ranking), ElementsAre("9", "1"));
  // Those with 8 to 5: what lies below the last row is not counted.
  EXPECT_EQ(ranking.AlsoRanked(ranking.Objects()[0]).size(), 4u);
}

TEST(RankingTest, WhatIsMissingBesideALooseLabelOfItsClassIsTheSameObject) {
  Ranking ranking(5);
  auto loose = On("f", "7", 2.0, Kind::kInaccurate), missing = On("f", "", 1.0, Kind::kMissing);
  loose.class_name = missing.suggested_class = "car";
  loose.box = Box{0, 0, 10, 10};
  missing.suggested_box = Box{0, 0, 10, 21};  // IoU 100 / 210
  ranking.Add(loose);
  ranking.Add(missing);
  EXPECT_EQ(ranking.Objects().size(), 1u);
  missing.suggested_class = "bus";
  ranking.Add(missing);
  EXPECT_EQ(ranking.Objects().size(), 2u);
}

TEST(KnownMistakesTest, MissingObjectIsRecognisedByItsPlace) {
  const TemporaryFolder folder;
  const auto known =
      KnownMistakes::Read(folder.Write("missing.json", R"([{"kind":"missing","frame_id":"f","bbox":[0,0,10,10]}])"));
  ASSERT_TRUE(known);
  auto finding = On("f", "", 1.0, Kind::kMissing);
  finding.suggested_box = Box{1, 0, 11, 10};  // IoU 90 / 110
  EXPECT_TRUE(known->Contains(finding));
  finding.suggested_box = Box{6, 0, 16, 10};  // IoU 40 / 160
  EXPECT_FALSE(known->Contains(finding));
}

TEST(KnownMistakesTest, BrokenFilesAreNamed) {
  EXPECT_THAT(KnownMistakes::Read("/no/such/file").error().message, HasSubstr("/no/such/file"));
  const TemporaryFolder folder;
  EXPECT_THAT(KnownMistakes::Read(folder.Write("broken.json", "[{]")).error().message, HasSubstr("not JSON at byte 2"));
}

}  // namespace
}  // namespace labelwatch
