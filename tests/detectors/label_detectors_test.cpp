// One story per kind, with scores that can be added up by hand from the start weights.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

constexpr double kTolerance = 1e-5;
const double kLogit90 = std::log(9.0);  // of confidence 0.9: 2.197

class LabelDetectorsTest : public testing::Test {
 protected:
  NameTable classes_{20};
  FrameBuilder frame_{classes_};

  std::vector<Finding> Found(Kind kind) const { return FindingsOf(frame_, classes_, kind); }
};

TEST_F(LabelDetectorsTest, AConfidentPredictionWithoutLabelIsMissing) {
  frame_.Prediction("dog", {60, 60, 140, 140}, 0.9);
  const auto found = Found(Kind::kMissing);
  ASSERT_EQ(found.size(), 1U);
  // bias, linear, confidence bin, no overlap with a label (three features), none with a better prediction (three); rate
  EXPECT_NEAR(found[0].score, -0.34 + 1.07 * kLogit90 - 0.06 + 0.53 + 0.09 + 0.11 + 0.08 - 0.25 - 0.06 + std::log(0.05),
              kTolerance);
  EXPECT_EQ(classes_.Name(found[0].suggested_class), "dog");
  EXPECT_EQ(SentenceOf(frame_, classes_, found[0]), "yolo 0.90 sees a dog here; no label overlaps it");
}

TEST_F(LabelDetectorsTest, ADifficultLabelIsNotJudgedAndExplainsPredictions) {
  frame_.Label("dog", {60, 60, 140, 140}).Label("dog", {0, 0, 40, 40}).Prediction("dog", {70, 60, 110, 140}, 0.9);
  EXPECT_EQ(Found(Kind::kSpurious).size(), 2U);
  EXPECT_EQ(Found(Kind::kMissing).size(), 0U);  // IoU 0.5 with the first label
  frame_.Labels().labels[0].difficult = true;
  frame_.Predictions()[0].predictions[0].shape.bounds = {70, 60, 100, 140};
  const auto found = Found(Kind::kSpurious);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, 1);
  EXPECT_TRUE(Found(Kind::kInaccurate).empty());
  EXPECT_TRUE(Found(Kind::kMissing).empty());  // IoU 0.375, but all of it lies within the difficult label
}

TEST_F(LabelDetectorsTest, ALabelOfAnyClassExplainsAPrediction) {
  frame_.Label("cat", {60, 60, 140, 120}).Prediction("dog", {60, 60, 140, 140}, 0.9);  // IoU 0.75
  EXPECT_TRUE(Found(Kind::kMissing).empty());
  frame_.Labels().labels[0].shape.bounds = {60, 60, 140, 90};  // IoU 0.375
  EXPECT_EQ(Found(Kind::kMissing).size(), 1U);
}

TEST_F(LabelDetectorsTest, ACrowdOfTheClassExplainsWhatLiesHalfInside) {
  frame_.Label("dog", {0, 0, 200, 100}).Prediction("dog", {60, 60, 140, 140}, 0.9);  // half of it inside
  frame_.Labels().labels[0].crowd = true;
  EXPECT_TRUE(Found(Kind::kMissing).empty());
  EXPECT_TRUE(Found(Kind::kSpurious).empty()) << "a crowd is never judged";
  frame_.Labels().labels[0].shape.bounds.y_max = 99;
  EXPECT_EQ(Found(Kind::kMissing).size(), 1U);
  frame_.Labels().labels[0].shape.bounds.y_max = 200;
  frame_.Labels().labels[0].class_id = classes_.Add("cat");
  EXPECT_EQ(Found(Kind::kMissing).size(), 1U) << "a crowd of cats explains no dog";
}

TEST_F(LabelDetectorsTest, AnIgnoreRegionOfEveryClassExplainsToo) {
  frame_.Prediction("dog", {60, 60, 140, 140}, 0.9);
  frame_.Labels().ignore_regions.push_back({{0, 0, 200, 200}, 0, true});
  EXPECT_TRUE(Found(Kind::kMissing).empty());
}

TEST_F(LabelDetectorsTest, ClassesThatWereNotLabeledExhaustivelyAreNeverMissing) {
  frame_.Prediction("dog", {60, 60, 140, 140}, 0.9);
  const NameId dog = classes_.Find("dog"), cat = classes_.Add("cat");
  LabeledFrame& labels = frame_.Labels();
  labels.unknown_classes = {dog};
  EXPECT_TRUE(Found(Kind::kMissing).empty());
  labels.unknown_classes.clear();
  labels.exhaustive_classes = {cat};
  EXPECT_TRUE(Found(Kind::kMissing).empty());
  labels.absent_classes = {dog};  // somebody looked and found none
  EXPECT_EQ(Found(Kind::kMissing).size(), 1U);
}

TEST_F(LabelDetectorsTest, APredictionOfAnotherClassAtTheLabelDoubtsItsClass) {
  frame_.Label("cat", {60, 60, 140, 140}).Prediction("dog", {60, 60, 140, 140}, 0.9);
  const auto found = Found(Kind::kWrongClass);
  ASSERT_EQ(found.size(), 1U);
  // bias, linear, confidence bin, no prediction of a cat, no other dog label; rate
  EXPECT_NEAR(found[0].score, -0.20 + 0.39 * kLogit90 - 0.03 + 1.85 - 0.05 + std::log(0.05), kTolerance);
  EXPECT_EQ(SentenceOf(frame_, classes_, found[0]),
            "yolo 0.90 sees a dog where a cat is labeled (IoU 1.00); it sees no cat there");
}

TEST_F(LabelDetectorsTest, ALooseBoxIsInaccurate) {
  frame_.Label("dog", {50, 50, 150, 150}).Prediction("dog", {50, 50, 150, 110}, 0.9);  // IoU 0.6
  const auto found = Found(Kind::kInaccurate);
  ASSERT_EQ(found.size(), 1U);
  // bias, IoU 0.6, confidence, no other dog label, best IoU 0.6; rate
  EXPECT_NEAR(found[0].score, -0.26 + 0.04 + 0.26 + 0.16 + 0.09 + std::log(0.05), kTolerance);
  EXPECT_EQ(
      SentenceOf(frame_, classes_, found[0]),
      "yolo 0.90 places this dog differently (IoU 0.60 with the label); the lower side lies 67 % of the height too "
      "far out");
}

TEST_F(LabelDetectorsTest, ALabelThatNothingSupportsIsSpurious) {
  frame_.Label("dog", {50, 50, 100, 100}).Model("yolo");
  const auto found = Found(Kind::kSpurious);
  ASSERT_EQ(found.size(), 1U);
  // bias, no overlap, no support (of any class, of its class), 6 % of the image, alone, away from the border, within no
  // prediction, no dog elsewhere; rate
  EXPECT_NEAR(found[0].score, -0.28 + 1.23 + 0.17 + 1.08 + 0.32 - 0.49 + 0.13 + 0.54 + 0.31 + std::log(0.02),
              kTolerance);
  EXPECT_EQ(SentenceOf(frame_, classes_, found[0]), "yolo sees nothing where this dog is labeled");
}

TEST_F(LabelDetectorsTest, WithoutPredictionsOnlyTheLabelsThemselvesAreJudged) {
  frame_.Label("dog", {50, 50, 100, 100}).Label("dog", {50, 50, 100, 100}).Label("dog", {0, 0, 0, 5});
  EXPECT_TRUE(Found(Kind::kSpurious).empty());
  EXPECT_EQ(Found(Kind::kDuplicate).size(), 1U);
  EXPECT_EQ(Found(Kind::kInvalid).size(), 1U);
}

TEST_F(LabelDetectorsTest, TheLaterOfTwoEqualLabelsIsTheDuplicate) {
  frame_.Label("dog", {50, 50, 150, 150}).Label("dog", {50, 50, 150, 130}).Label("cat", {50, 50, 150, 150});
  const auto found = Found(Kind::kDuplicate);  // IoU 0.8
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, 1);
  EXPECT_NEAR(found[0].score, 25 * (0.8 - 0.6), kTolerance);
  EXPECT_EQ(SentenceOf(frame_, classes_, found[0]), "another dog label (1) covers the same place (IoU 0.80)");
}

TEST_F(LabelDetectorsTest, BrokenBoxesAreInvalidAndNothingElse) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();
  for (const Box& box : {Box{10, 10, 10, 20}, Box{20, 10, 10, 20}, Box{kNaN, 0, 5, 5}, Box{0, 0, kInf, 5},
                         Box{0, 0, 1e300, 1e300}, Box{300, 0, 310, 10}}) {
    FrameBuilder frame(classes_);
    frame.Label("dog", box).Prediction("dog", {10, 10, 50, 50}, 0.9);
    const auto found = FindingsOf(frame, classes_, Kind::kInvalid);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_GT(found[0].score, 5);
    EXPECT_EQ(FindingsOf(frame, classes_, Kind::kMissing).size(), 1U) << "a broken label explains nothing";
  }
  frame_.Label("dog", {10, 10, 50, 50});
  frame_.Labels().labels[0].shape = {};
  ASSERT_EQ(Found(Kind::kInvalid).size(), 1U);
  EXPECT_EQ(SentenceOf(frame_, classes_, Found(Kind::kInvalid)[0]), "the label has no shape");
}

TEST_F(LabelDetectorsTest, ATenthOutsideTheImageIsAnEvenBet) {
  frame_.Label("dog", {-10, 0, 90, 100});
  ASSERT_EQ(Found(Kind::kInvalid).size(), 1U);
  EXPECT_NEAR(Found(Kind::kInvalid)[0].score, 0, kTolerance);
  EXPECT_EQ(SentenceOf(frame_, classes_, Found(Kind::kInvalid)[0]),
            "10 % of the label lies outside the image (200 x 200 pixels)");
  frame_.Labels().labels[0].shape.bounds.x_min = -2;  // tools round
  EXPECT_TRUE(Found(Kind::kInvalid).empty());
}

TEST_F(LabelDetectorsTest, WithoutImageSizeNothingIsOutside) {
  frame_.Label("dog", {1000, 1000, 1100, 1100}).Prediction("dog", {1000, 1000, 1100, 1100}, 0.9);
  frame_.Labels().image_width = frame_.Labels().image_height = 0;
  EXPECT_TRUE(Found(Kind::kInvalid).empty());
  EXPECT_EQ(Found(Kind::kInaccurate).size(), 1U);
}

TEST_F(LabelDetectorsTest, AClassifierSaysNothingAboutBoxes) {
  frame_.Label("dog", {50, 50, 100, 100}).Model("resnet");
  frame_.Predictions()[0].class_probabilities = {{classes_.Add("dog"), 1.0}};
  EXPECT_TRUE(Found(Kind::kSpurious).empty());
}

TEST_F(LabelDetectorsTest, TwoModelsAreAveragedOnALabelAndUnitedOnAbsences) {
  frame_.Label("cat", {10, 10, 50, 50});
  frame_.Model("a").Prediction("dog", {100, 100, 150, 150}, 0.5);
  const double alone_spurious = Found(Kind::kSpurious)[0].score;
  frame_.Model("b").Prediction("dog", {100, 100, 150, 145}, 0.9).Prediction("cat", {10, 10, 50, 50}, 0.9);
  const auto missing = Found(Kind::kMissing);
  ASSERT_EQ(missing.size(), 1U) << "both see the same dog";
  EXPECT_EQ(missing[0].model, 1);
  const auto spurious = Found(Kind::kSpurious);
  ASSERT_EQ(spurious.size(), 1U);
  EXPECT_LT(spurious[0].score, alone_spurious) << "the second model sees the cat";
  EXPECT_EQ(spurious[0].model, 0) << "the first one speaks against it";
}

TEST_F(LabelDetectorsTest, ThousandsOfEqualLabelsAreJudgedInTime) {
  for (int i = 0; i < 3000; ++i) frame_.Label("dog", {50, 50, 100, 100});
  for (const char* model : {"a", "b"}) {
    frame_.Model(model);
    for (int i = 0; i < 300; ++i) frame_.Prediction("dog", {50, 50, 100, 100}, 0.9);
  }
  EXPECT_EQ(Found(Kind::kDuplicate).size(), 2999U) << "the first one stays";
  EXPECT_EQ(Found(Kind::kSpurious).size(), 3000U);
}

TEST_F(LabelDetectorsTest, FrameScoreAddsUpTheSuspiciousObjects) {
  const auto of = [](std::vector<double> scores) {
    std::vector<Finding> findings;
    for (std::size_t i = 0; i < scores.size(); ++i) {
      findings.emplace_back().score = scores[i];
      findings.back().label = static_cast<std::int32_t>(i);
    }
    return FrameScore().Of(findings, scores.size());
  };
  EXPECT_EQ(of({}), kNoFinding);
  EXPECT_NEAR(of({1.0}), 1.0, 1e-6);
  EXPECT_NEAR(of({1.0, 1.0}), 1.0 + std::log(2) / 1.5, 1e-6);
  EXPECT_NEAR(of({50.0}), 3.0, 1e-6);
}

}  // namespace
}  // namespace labelwatch
