// What is shown beside a score, and what it is learned from, where a finding does not rest on one model alone.

#include "detectors/probabilities.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "detectors/labels/error_share.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

std::uint32_t Total(const std::array<std::uint32_t, kScoreCells>& cells) {
  return std::accumulate(cells.begin(), cells.end(), 0U);
}

class ProbabilitiesTest : public testing::Test {
 protected:
  float DuplicateProbability(const Calibration& calibration = {}) {
    const auto found = FindingsOf(frame_, classes_, Kind::kDuplicate, calibration);
    return found.size() == 1 ? found[0].probability : -1;
  }
  // Counts of one joint kind alone: `made` errors for each real object, whatever the score.
  static Calibration Joint(std::size_t kind, float made_per_real) {
    JointScores joint;
    joint.kinds[kind].made.fill(1000 * made_per_real);
    joint.kinds[kind].real.fill(999.5F);
    UpdateErrorRatio(joint.kinds[kind]);
    Calibration calibration;
    calibration.joint = std::make_shared<const JointScores>(joint);
    return calibration;
  }

  NameTable classes_{20};
  FrameBuilder frame_{classes_};
};

TEST_F(ProbabilitiesTest, BeforeLearningTwoLabelsAreAnEvenBetAtFourFifths) {
  frame_.Label("car", {0, 0, 100, 100}).Label("car", {0, 0, 100, 80});  // IoU 0.8
  EXPECT_NEAR(DuplicateProbability(), 0.5, 1e-6);
  frame_.Labels().labels[1].shape.bounds.y_max = 67;  // score 1.75
  EXPECT_NEAR(DuplicateProbability(), 1 / (1 + std::exp(25 * (0.8 - 0.67))), 1e-6) << "4 %: such pairs are two objects";
}

TEST_F(ProbabilitiesTest, TwoLabelsThatAModelSeesAsTwoObjectsAreNoDuplicate) {
  const Box left = {0, 0, 100, 100}, right = {8, 0, 108, 100};  // IoU 92 / 108
  frame_.Label("car", left).Label("car", right).Prediction("car", left, 0.9);
  EXPECT_NEAR(DuplicateProbability(), 1 / (1 + std::exp(-25 * (92.0 / 108 - 0.8))), 1e-6);
  frame_.Prediction("car", right, 0.8);
  EXPECT_FLOAT_EQ(DuplicateProbability(), 0.02F);
  frame_.Predictions()[0].trained_on_this_frame = true;
  EXPECT_GT(DuplicateProbability(), 0.7F) << "it repeats what is labeled";
}

TEST_F(ProbabilitiesTest, OfDuplicatesWhatWasCountedDecides) {
  frame_.Label("car", {0, 0, 100, 100}).Label("car", {0, 0, 100, 80});
  EXPECT_NEAR(DuplicateProbability(Joint(4, 20)), 0.02 * 20, 1e-3);
  EXPECT_NEAR(DuplicateProbability(Joint(4, 1)), 0.02, 1e-3);
}

TEST_F(ProbabilitiesTest, WhereSeveralModelsLookedTheJointScoresDecide) {
  frame_.Label("car", {0, 0, 100, 100});
  frame_.Model("first");
  const Calibration calibration = Joint(3, 10);
  auto found = FindingsOf(frame_, classes_, Kind::kSpurious, calibration);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FLOAT_EQ(found[0].probability, static_cast<float>(ProbabilityFromScore(found[0].score)))
      << "of one model alone nothing was counted";
  EXPECT_TRUE(found[0].rough);
  frame_.Model("second");
  found = FindingsOf(frame_, classes_, Kind::kSpurious, calibration);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].probability, 0.02 * 10, 1e-3);
  EXPECT_FALSE(found[0].rough);
}

TEST_F(ProbabilitiesTest, WhereNoErrorsAreMadeTheScoreIsTakenForLogOdds) {
  frame_.Label("car", {0, 0, 100, 100}).Label("bus", {0, 0, 100, 96});
  const auto found = FindingsOf(frame_, classes_, Kind::kConflicting);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FLOAT_EQ(found[0].probability, static_cast<float>(ProbabilityFromScore(25 * (0.96 - 0.9))));
  EXPECT_FALSE(found[0].rough);
}

TEST_F(ProbabilitiesTest, MadeErrorsOfSeveralModelsAreCountedOncePerLabel) {
  frame_.Label("car", {20, 20, 120, 120});
  frame_.Model("first").Prediction("car", {20, 20, 120, 120}, 0.9);
  Inspector inspector({}, classes_);
  LearningTally alone, sums;
  inspector.Inspect(frame_.Frame(), {}, alone);
  EXPECT_EQ(Total(alone.joint[0].made), 0U) << "one model: by its own scores";
  EXPECT_EQ(Total(alone.joint[4].made), 1U) << "a copy of the label";
  frame_.Model("second").Prediction("car", {20, 20, 120, 118}, 0.8);
  inspector.Inspect(frame_.Frame(), {}, sums);
  EXPECT_EQ(Total(sums.joint[0].made), 1U) << "the label, hidden from both";
  EXPECT_EQ(Total(sums.joint[0].real), 0U);
  EXPECT_EQ(Total(sums.joint[2].made), 1U) << "the label, moved for both";
  EXPECT_EQ(Total(sums.joint[2].real), 1U);
}

// A probability is a share of the labels about which something can be found.
TEST_F(ProbabilitiesTest, ADifficultLabelTeachesAndIsNotCounted) {
  frame_.Label("car", {20, 20, 120, 120}).Label("car", {20, 130, 120, 190});
  frame_.Model("only").Prediction("car", {20, 20, 120, 118}, 0.9).Prediction("car", {20, 130, 120, 188}, 0.9);
  LabelPool pool;
  pool.labels = {{0.3F, 0.3F, classes_.Find("car")}};
  Calibration calibration;
  calibration.pool = std::make_shared<const LabelPool>(pool);
  Inspector inspector({}, classes_);
  LearningTally sums, with_difficult;
  inspector.Inspect(frame_.Frame(), calibration, sums);
  frame_.Labels().labels[1].difficult = true;
  inspector.Inspect(frame_.Frame(), calibration, with_difficult);
  for (const std::size_t kind : {2U, 3U}) {  // inaccurate, spurious
    EXPECT_EQ(Total(sums.models[0].kinds[kind].real), 2U);
    EXPECT_EQ(Total(sums.models[0].kinds[kind].made), 2U);
    EXPECT_EQ(Total(with_difficult.models[0].kinds[kind].real), 1U);
    EXPECT_EQ(Total(with_difficult.models[0].kinds[kind].made), 1U);
    EXPECT_EQ(with_difficult.models[0].kinds[kind].curvature, sums.models[0].kinds[kind].curvature);
  }
}

}  // namespace
}  // namespace labelwatch
