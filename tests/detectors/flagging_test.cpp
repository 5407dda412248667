#include "detectors/flagging.h"

#include <gtest/gtest.h>

#include <limits>

#include "detectors/learning/working_copy.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

// Probabilities that are those of the scores taken for log-odds.
std::vector<Finding> Findings(std::initializer_list<double> scores) {
  std::vector<Finding> findings;
  for (const double score : scores) {
    findings.emplace_back().score = score;
    findings.back().probability = static_cast<float>(ProbabilityFromScore(score));
  }
  return findings;
}

// Flags frames from a frame score of 1 on.
FrameBudget FromOneOn() {
  FrameBudget budget;
  budget.cell = static_cast<std::uint32_t>(FrameScoreCell(1)) - 1;
  return budget;
}

TEST(FlaggingTest, WithoutABudgetAFindingIsFlaggedFromTheFlagProbabilityOn) {
  std::vector<Finding> findings = Findings({3, -3, -3});
  findings[0].probability = 0.29F;
  findings[1].probability = 0.3F;
  findings[2].probability = 0.99F;
  EXPECT_TRUE(Flag("f", 3, {}, nullptr, findings));
  EXPECT_FALSE(findings[0].flagged) << "whatever its score";
  EXPECT_TRUE(findings[1].flagged && findings[2].flagged);
  findings = Findings({-1.01});
  EXPECT_FALSE(Flag("f", 3, {}, nullptr, findings)) << "the frame score does not count";
}

TEST(FlaggingTest, InAFrameWithinTheBudgetTheHighestIsFlaggedWhateverItsScore) {
  const FrameBudget budget = FromOneOn();
  std::vector<Finding> findings = Findings({-4, -3, -3, -5});
  EXPECT_TRUE(Flag("f", 1, {}, &budget, findings));
  EXPECT_FALSE(findings[0].flagged);
  EXPECT_TRUE(findings[1].flagged);
  EXPECT_FALSE(findings[2].flagged) << "of two with the highest score the first";
}

TEST(FlaggingTest, InAFrameWithinTheBudgetOthersAreFlaggedFromTheFlagProbabilityOn) {
  const FrameBudget budget = FromOneOn();
  std::vector<Finding> findings = Findings({2, -0.8, -0.9});
  EXPECT_TRUE(Flag("f", 2.1, {}, &budget, findings));
  EXPECT_TRUE(findings[0].flagged && findings[1].flagged);
  EXPECT_FALSE(findings[2].flagged);
}

TEST(FlaggingTest, InOtherFramesNothingIsFlagged) {
  const FrameBudget budget = FromOneOn();
  std::vector<Finding> findings = Findings({0.9});
  EXPECT_FALSE(Flag("f", 0.9, {}, &budget, findings));
  EXPECT_FALSE(findings[0].flagged);
}

TEST(FlaggingTest, AFrameWithoutFindingsIsNeverFlagged) {
  FrameBudget everything;
  everything.cell = 0;
  everything.share = 1;
  EXPECT_FALSE(Flag("f", kNoFinding, {}, &everything, {}));
  std::vector<Finding> findings = Findings({-20});
  EXPECT_TRUE(Flag("f", -20, {}, &everything, findings));
}

TEST(FlaggingTest, EveryScoreHasACell) {
  EXPECT_EQ(FrameScoreCell(kLowestFrameScore), 0U);
  EXPECT_EQ(FrameScoreCell(-1e300), 0U);
  EXPECT_EQ(FrameScoreCell(std::numeric_limits<double>::quiet_NaN()), 0U);
  EXPECT_EQ(FrameScoreCell(0), 256U);
  EXPECT_EQ(FrameScoreCell(std::numeric_limits<double>::infinity()), kFrameScoreCells - 1);
}

TEST(FlaggingTest, TheInspectorCountsEveryFrameThatABudgetIsKeptOf) {
  NameTable classes(10);
  InspectOptions options;
  options.flag_per_1000 = 10;
  Inspector inspector(options, classes);
  LearningTally sums;
  FrameBuilder labels_alone(classes), trained(classes), empty(classes);
  labels_alone.Label("dog", {10, 10, 60, 60}).Label("dog", {10, 10, 60, 61});
  trained.Label("dog", {10, 10, 60, 60}).Model("yolo");
  trained.Predictions()[0].trained_on_this_frame = true;
  for (const FrameBuilder* frame : {&labels_alone, &trained, &empty}) inspector.Inspect(frame->Frame(), {}, sums);
  EXPECT_EQ(sums.frames, 0U) << "none of them teaches";
  EXPECT_EQ(sums.frame_scores.frames, 3U);
  std::uint32_t with_finding = 0;
  for (const std::uint32_t frames : sums.frame_scores.cells) with_finding += frames;
  EXPECT_EQ(with_finding, 2U);

  options.frozen = true;
  LearningTally none;
  Inspector(options, classes).Inspect(trained.Frame(), {}, none);
  Inspector({}, classes).Inspect(labels_alone.Frame(), {}, none);
  EXPECT_EQ(none.frame_scores.frames, 0U) << "frozen, or without a budget";
}

}  // namespace
}  // namespace labelwatch
