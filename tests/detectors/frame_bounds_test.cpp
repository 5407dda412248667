// What one frame may cost: the largest message that wire lets pass ends soon, and takes as much memory as it is worth.

#include <gtest/gtest.h>

#include "detectors/labels/random.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

class FrameBoundsTest : public testing::Test {
 protected:
  static constexpr std::size_t kObjects = 10'000;  // as many as wire lets pass

  // A frame that teaches.
  Judgement Judge(const FrameBuilder& frame) {
    sums_ = {};
    inspector_.emplace(options_, classes_);
    return inspector_->Inspect(frame.Frame(), {}, sums_);
  }

  NameTable classes_{30'000};
  InspectOptions options_;
  std::optional<Inspector> inspector_;
  LearningTally sums_;
};

TEST_F(FrameBoundsTest, FrameClassesTimesClassProbabilities) {
  FrameBuilder frame(classes_);
  PredictedFrame& predicted = frame.Model("resnet").Predictions().front();
  for (std::size_t i = 0; i < kObjects; ++i) {
    frame.Labels().frame_classes.push_back(classes_.Add("labeled " + std::to_string(i)));
    predicted.class_probabilities.push_back({classes_.Add("predicted " + std::to_string(i)), 0.5});
    predicted.class_probabilities.push_back({frame.Labels().frame_classes.back(), 0.6});
  }
  EXPECT_EQ(Judge(frame).findings.size(), kObjects);
  const ModelTally& taught = sums_.Of("resnet", "");
  EXPECT_EQ(taught.frame_class_sums.back().frames, 1);
  EXPECT_LE(taught.frame_class_habits.size(), kObjects);  // not 10,000 x 10,000 pairs of 12 bytes
}

TEST_F(FrameBoundsTest, TheRivalsThatAreLeftOutAreTheWeakest) {
  FrameBuilder few(classes_), many(classes_);
  for (FrameBuilder* frame : {&few, &many}) {
    PredictedFrame& predicted = frame->Model("resnet").Predictions().front();
    frame->Labels().frame_classes = {classes_.Add("dog")};
    if (frame == &many) {
      for (int i = 0; i < 9999; ++i) frame->Labels().frame_classes.push_back(classes_.Add("l" + std::to_string(i)));
      for (int i = 0; i < 9999; ++i)
        predicted.class_probabilities.push_back({classes_.Add("p" + std::to_string(i)), 0.2});
    }
    predicted.class_probabilities.push_back({classes_.Add("cat"), 0.7});
    predicted.class_probabilities.push_back({classes_.Add("dog"), 0.1});
  }
  const Finding one = Judge(few).findings.front();
  const auto found = Judge(many);
  EXPECT_EQ(found.findings.front().labeled_class, one.labeled_class);
  EXPECT_EQ(found.findings.front().suggested_class, classes_.Find("cat"));
  EXPECT_EQ(found.findings.front().score, one.score);
}

TEST_F(FrameBoundsTest, ADenseFrameIsJudgedWhole) {
  FrameBuilder frame(classes_, 4000, 4000);
  Random random(1);
  const auto box = [&] {
    const double x = random.Uniform(0, 3900), y = random.Uniform(0, 3900);
    return Box{x, y, x + 80, y + 80};
  };
  for (int i = 0; i < 1000; ++i) frame.Label("car", box());
  for (const char* model : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
    frame.Model(model);
    for (int i = 0; i < 10'000; ++i) frame.Prediction("car", box(), 0.5);
  }
  const Judgement judgement = Judge(frame);
  EXPECT_EQ(judgement.models, 8u);
  EXPECT_FALSE(judgement.too_much_work);
}

TEST_F(FrameBoundsTest, WhereAllLiesOnOnePlaceTheLastModelsAreNotHeard) {
  FrameBuilder frame(classes_);
  for (std::size_t i = 0; i < kObjects; ++i) frame.Label("car", {10, 10, 190, 190});
  for (int model = 0; model < 16; ++model) {
    frame.Model("m" + std::to_string(10 + model));
    for (std::size_t i = 0; i < 300; ++i) frame.Prediction("car", {12, 12, 188, 188}, 0.9);
  }
  const Judgement judgement = Judge(frame);
  EXPECT_TRUE(judgement.too_much_work);
  EXPECT_GE(judgement.models, 1u);
  EXPECT_LE(judgement.models, 4u);
  EXPECT_EQ(judgement.matches.size(), judgement.models);
  for (const Finding& finding : judgement.findings) {
    ASSERT_LT(finding.model, static_cast<std::int16_t>(judgement.models));
  }
  EXPECT_EQ(sums_.frames, 0u) << "such a frame teaches nothing";
}

TEST_F(FrameBoundsTest, NoMoreModelsAreHeardThanTheOptionSays) {
  options_.max_models = 3;
  FrameBuilder frame(classes_);
  frame.Label("car", {10, 10, 50, 50});
  // More than a finding has numbers for.
  for (int model = 0; model < 40'000; ++model)
    frame.Model(std::to_string(100'000 + model)).Prediction("car", {10, 10, 50, 48}, 0.9);
  const Judgement judgement = Judge(frame);
  EXPECT_EQ(judgement.models, 3u);
  EXPECT_FALSE(judgement.too_much_work);
  EXPECT_EQ(sums_.models.size(), 3u);
}

TEST_F(FrameBoundsTest, AFullFrameLeavesNothingToPayForTheNext) {
  FrameBuilder full(classes_), usual(classes_);
  for (std::size_t i = 0; i < kObjects; ++i) full.Label("car", {10, 10, 50, 50});
  for (FrameBuilder* frame : {&full, &usual}) {
    frame->Label("dog", {100, 100, 150, 150});
    frame->Model("a").Prediction("dog", {100, 100, 150, 140}, 0.9);
    frame->Model("b").Prediction("dog", {100, 100, 150, 145}, 0.9);
  }
  options_.frozen = true;
  Judge(full);
  LearningTally sums;
  std::vector<double> after, alone;
  for (const Finding& finding : inspector_->Inspect(usual.Frame(), {}, sums).findings) after.push_back(finding.score);
  for (const Finding& finding : Judge(usual).findings) alone.push_back(finding.score);
  EXPECT_EQ(after, alone);
}

}  // namespace
}  // namespace labelwatch
