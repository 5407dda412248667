#include "detectors/labels/other_models.h"

#include <gtest/gtest.h>

#include <deque>

#include "detectors/labels/random.h"
#include "detectors/learning/working_copy.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

constexpr Box kPlace = {0, 0, 100, 100};
constexpr Box kHalf = {0, 0, 100, 50};   // IoU 0.5 with the place
constexpr Box kThird = {0, 0, 100, 30};  // IoU 0.3
constexpr Box kAway = {150, 150, 190, 190};

class OtherModelsTest : public testing::Test {
 protected:
  Opinion AskFirst(const FrameBuilder& frame) {
    OtherModels others;
    others.Set(frame.Frame().predictions, 0, false, {});
    return others.Ask(kPlace, classes_.Add("dog"));
  }
  NameTable classes_{20};
  FrameBuilder frame_{classes_};
};

TEST_F(OtherModelsTest, TellWhatTheySeeAtAPlace) {
  frame_.Model("a").Model("b").Prediction("dog", kHalf, 0.8).Prediction("cat", kPlace, 0.3).Prediction("dog", kAway, 1);
  const Opinion opinion = AskFirst(frame_);
  EXPECT_DOUBLE_EQ(opinion.overlap, 1);
  EXPECT_DOUBLE_EQ(opinion.overlap_same, 0.5);
  EXPECT_DOUBLE_EQ(opinion.support_same, 0.4);
  EXPECT_DOUBLE_EQ(opinion.confidence_same, 0.8);
  EXPECT_DOUBLE_EQ(opinion.confidence_other, 0.3);
}

TEST_F(OtherModelsTest, ConfidenceCountsFromAnOverlapOfFourTenthsOn) {
  frame_.Model("a").Model("b").Prediction("dog", kThird, 0.8);
  const Opinion opinion = AskFirst(frame_);
  EXPECT_DOUBLE_EQ(opinion.overlap_same, 0.3);
  EXPECT_EQ(opinion.confidence_same, 0);
}

TEST_F(OtherModelsTest, OfThreeModelsTheBestOfTheOthersCounts) {
  frame_.Model("a").Prediction("dog", kPlace, 0.9);
  frame_.Model("b").Prediction("dog", kPlace, 0.2);
  frame_.Model("c").Prediction("dog", kHalf, 0.6);
  const Opinion opinion = AskFirst(frame_);
  EXPECT_DOUBLE_EQ(opinion.overlap_same, 1);
  EXPECT_DOUBLE_EQ(opinion.confidence_same, 0.6);
}

TEST_F(OtherModelsTest, AModelThatWasTrainedOnTheFrameIsNotAsked) {
  frame_.Model("a").Model("b").Prediction("dog", kPlace, 0.9);
  frame_.Predictions()[1].trained_on_this_frame = true;
  EXPECT_EQ(AskFirst(frame_).overlap, 0);
}

TEST_F(OtherModelsTest, NothingAppliesWhereTheStreamHasOneModel) {
  OtherModels others;
  frame_.Model("a").Prediction("dog", kPlace, 0.9);
  others.Set(frame_.Frame().predictions, 0, false, {});
  EXPECT_FALSE(others.Expected());
  others.Set(frame_.Frame().predictions, 0, true, {});
  EXPECT_TRUE(others.Expected()) << "the other model does not know this frame";
}

// Two models; what is there both see, what is not there only one. Alike in all else.
class AgreementTest : public testing::Test {
 protected:
  FrameBuilder Frame(std::size_t number) {
    Random random(Mix(number + 7));
    FrameBuilder frame(classes_, 1000, 400);
    frame.Labels().frame_id = ids_.emplace_back("frame " + std::to_string(number));
    std::vector<std::pair<Box, double>> boxes;
    for (std::size_t i = 0; i < 8; ++i) {
      const double x = 120.0 * static_cast<double>(i), y = random.Uniform(0, 300);
      boxes.push_back({{x, y, x + 60, y + 60}, random.Uniform(0.3, 0.7)});
      if (i < 4) frame.Label("dog", boxes.back().first);
    }
    frame.Model("a");
    for (const auto& [box, score] : boxes) frame.Prediction("dog", box, score);
    frame.Model("b");
    for (std::size_t i = 0; i < 4; ++i) frame.Prediction("dog", boxes[i].first, boxes[i].second);
    return frame;
  }
  NameTable classes_{20};
  std::deque<std::string> ids_;
};

TEST_F(AgreementTest, WhatBothModelsSeeIsMoreLikelyMissing) {
  const InspectOptions options;
  WorkingCopy learning(options, classes_);
  Inspector inspector(options, classes_);
  LearningTally sums;
  for (std::size_t i = 0; i < 400; ++i) {
    inspector.Inspect(Frame(i).Frame(), *learning.Current(), sums);
    if (sums.frames >= options.block_frames) learning.Learn(sums);
  }
  FrameBuilder frame = Frame(1000);
  frame.Labels().labels.erase(frame.Labels().labels.begin());  // of a place that both see
  double confirmed = -99, alone = -99;
  for (const Finding& finding : inspector.Inspect(frame.Frame(), *learning.Current(), sums).findings) {
    if (finding.kind != Kind::kMissing) continue;
    const Box& box = frame.Predictions()[static_cast<std::size_t>(finding.model)]
                         .predictions[static_cast<std::size_t>(finding.prediction)]
                         .shape.bounds;
    double& score = box.x_min < 1 ? confirmed : alone;
    score = std::max(score, finding.score);
  }
  EXPECT_GT(confirmed, alone + 2);
}

}  // namespace
}  // namespace labelwatch
