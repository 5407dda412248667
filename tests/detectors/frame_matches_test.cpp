// What the labels and predictions of a frame are to each other, as people see and count them.
#include "detectors/frame_matches.h"

#include <gtest/gtest.h>

#include <cmath>

#include "detectors/labels/random.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

class FrameMatchesTest : public testing::Test {
 protected:
  // The matches of the first model.
  const ModelMatches& Of(const FrameBuilder& builder) {
    judgement_ = inspector_.Inspect(builder.Frame(), {}, sums_);
    return judgement_.matches.front();
  }

  NameTable classes_{100};
  FrameBuilder builder_{classes_};
  Inspector inspector_{{}, classes_};
  LearningTally sums_;
  Judgement judgement_;
};

TEST_F(FrameMatchesTest, EachLabelSaysWhichPredictionItIsPairedWith) {
  builder_.Label("dog", {0, 0, 50, 50}).Label("cat", {60, 0, 110, 50}).Label("cow", {120, 0, 170, 50});
  builder_.Prediction("dog", {0, 0, 50, 40}, 0.5).Prediction("sheep", {60, 0, 110, 50}, 0.9);
  const ModelMatches& matches = Of(builder_);
  EXPECT_EQ(matches.labels[0].outcome, MatchOutcome::kMatched);
  EXPECT_EQ(matches.labels[0].prediction, 0) << "its place in the message, whatever its confidence";
  EXPECT_FLOAT_EQ(matches.labels[0].iou, 0.8F);
  EXPECT_EQ(matches.labels[1].outcome, MatchOutcome::kOtherClass);
  EXPECT_EQ(matches.labels[1].prediction, 1);
  EXPECT_EQ(matches.labels[2].outcome, MatchOutcome::kUnmatched);
  EXPECT_TRUE(matches.lone.empty());
}

TEST_F(FrameMatchesTest, WhatLiesInACrowdOrNeedNotBeLabeledIsExplained) {
  builder_.Label("person", {0, 0, 100, 100});
  builder_.Labels().labels[0].crowd = true;
  builder_.Prediction("person", {10, 10, 40, 40}, 0.9).Prediction("dog", {120, 0, 150, 30}, 0.8);
  builder_.Prediction("person", {120, 120, 150, 150}, 0.7);
  builder_.Labels().unknown_classes = {classes_.Add("dog")};
  const ModelMatches& matches = Of(builder_);
  ASSERT_EQ(matches.lone.size(), 3U);
  EXPECT_EQ(matches.lone[0].outcome, MatchOutcome::kExplained);
  EXPECT_EQ(matches.lone[1].outcome, MatchOutcome::kExplained);
  EXPECT_EQ(matches.lone[2].outcome, MatchOutcome::kUnmatched);
  EXPECT_EQ(matches.labels[0].prediction, -1) << "a crowd is not one object";
}

TEST_F(FrameMatchesTest, WhatAModelCannotKnowIsNotCompared) {
  const double nan = std::nan("");
  builder_.Label("dog", {0, 0, 50, 50}).Label("cat", {60, 0, 110, 50}).Label("dog", {nan, 0, 170, 50});
  builder_.Prediction("dog", {0, 0, 50, 50}, 0.9);
  const NameId cat = classes_.Add("cat");
  builder_.Predictions()[0].unknown_classes = {&cat, 1};
  const ModelMatches& matches = Of(builder_);
  EXPECT_EQ(matches.labels[0].outcome, MatchOutcome::kMatched);
  EXPECT_EQ(matches.labels[1].outcome, MatchOutcome::kNotCompared);
  EXPECT_EQ(matches.labels[2].outcome, MatchOutcome::kNotCompared);
}

TEST_F(FrameMatchesTest, AModelWithoutBoxesSaysNothingAndOneThatSeesNothingDoes) {
  builder_.Label("dog", {0, 0, 50, 50}).Model("classifier").Model("blind");
  builder_.Predictions()[0].class_probabilities = {{classes_.Add("dog"), 0.9}};
  EXPECT_EQ(Of(builder_).labels[0].outcome, MatchOutcome::kNotCompared);
  ASSERT_EQ(judgement_.matches.size(), 2U);
  EXPECT_EQ(judgement_.matches[1].labels[0].outcome, MatchOutcome::kUnmatched);
}

TEST_F(FrameMatchesTest, NothingIsLeftFromTheFrameBefore) {
  FrameBuilder other(classes_);
  other.Label("dog", {0, 0, 50, 50}).Prediction("dog", {0, 0, 50, 50}, 0.9).Prediction("dog", {90, 90, 99, 99}, 0.9);
  builder_.Label("dog", {0, 0, 50, 50}).Model("yolo");
  Of(other);
  const ModelMatches& matches = Of(builder_);
  EXPECT_EQ(matches.labels[0].outcome, MatchOutcome::kUnmatched);
  EXPECT_EQ(matches.labels[0].prediction, -1);
  EXPECT_TRUE(matches.lone.empty());
}

// Of few objects and of more than 64, near each other and far.
TEST_F(FrameMatchesTest, EveryLabelAndEveryPredictionThatSpeaksHasOneOutcome) {
  Random random(1);
  for (int round = 0; round < 200; ++round) {
    FrameBuilder frame(classes_, 1000, 1000);
    const double spread = random.Uniform(20, 900);
    const auto box = [&] {
      const double x = random.Uniform(0, spread), y = random.Uniform(0, spread);
      return Box{x, y, x + random.Uniform(10, 60), y + random.Uniform(10, 60)};
    };
    const auto any_class = [&] { return random.Below(3) == 0 ? "dog" : "cat"; };
    const int labels = static_cast<int>(random.Below(90)), predictions = static_cast<int>(random.Below(90));
    frame.Model("yolo");
    for (int i = 0; i < labels; ++i) frame.Label(any_class(), box());
    for (int j = 0; j < predictions; ++j) frame.Prediction(any_class(), box(), random.Uniform(0, 1));
    const ModelMatches& matches = Of(frame);
    ASSERT_EQ(matches.labels.size(), static_cast<std::size_t>(labels));
    std::vector<int> outcomes(static_cast<std::size_t>(predictions), 0);
    for (const LabelMatch& match : matches.labels) {
      ASSERT_EQ(match.prediction >= 0, match.outcome != MatchOutcome::kUnmatched);
      if (match.prediction >= 0) ++outcomes[static_cast<std::size_t>(match.prediction)];
    }
    for (const LonePrediction& lone : matches.lone) ++outcomes[static_cast<std::size_t>(lone.prediction)];
    for (std::size_t j = 0; j < outcomes.size(); ++j) {
      ASSERT_EQ(outcomes[j], frame.Predictions()[0].predictions[j].score >= 0.3 ? 1 : 0) << round;
    }
  }
}

}  // namespace
}  // namespace labelwatch
