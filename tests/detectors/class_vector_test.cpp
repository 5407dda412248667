// Class vectors of predictions: what the model gives to the labeled class, though another one won.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "detectors/labels/random.h"
#include "detectors/learning/working_copy.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

constexpr Box kPlace = {20, 20, 100, 100};

// A dog label where the model says cat 0.5, and `to_dog` to dog.
double ScoreOfWrongClass(double to_dog) {
  NameTable classes(10);
  FrameBuilder frame(classes);
  frame.Label("dog", kPlace).Prediction("cat", kPlace, 0.5);
  PredictedFrame& predicted = frame.Predictions()[0];
  predicted.object_probabilities = {{classes.Add("cat"), 0.5}, {classes.Add("dog"), to_dog}};
  predicted.predictions[0].probabilities = 2;
  const auto findings = FindingsOf(frame, classes, Kind::kWrongClass);
  EXPECT_EQ(findings.size(), 1u);
  return findings.at(0).score;
}

TEST(ClassVectorTest, WhatItGivesToTheLabeledClassSpeaksForTheLabel) {
  EXPECT_LT(ScoreOfWrongClass(0.45), ScoreOfWrongClass(0.01));
}

TEST(ClassVectorTest, NumbersThatAreNoneCountAsNothing) {
  EXPECT_DOUBLE_EQ(ScoreOfWrongClass(std::nan("")), ScoreOfWrongClass(0));
  EXPECT_DOUBLE_EQ(ScoreOfWrongClass(-3), ScoreOfWrongClass(0));
  EXPECT_DOUBLE_EQ(ScoreOfWrongClass(7), ScoreOfWrongClass(1));
}

// One of twenty labels has the wrong class. The model, 0.6 sure, calls one of four dogs a cat, and its vector then
// gives the dog 0.3; where a cat is labeled dog the vector gives the dog next to nothing.
double AveragePrecision(bool with_vectors) {
  NameTable classes(10);
  const NameId dog = classes.Add("dog"), cat = classes.Add("cat");
  InspectOptions options;
  WorkingCopy learning(options, classes);
  Inspector inspector(options, classes);
  LearningTally sums;
  auto calibration = learning.Current();
  Random random(7);
  std::vector<std::pair<double, bool>> ranked;
  int errors = 0;
  for (int i = 0; i < 3000; ++i) {
    const bool is_dog = random.Uniform() < 0.5, wrong = random.Uniform() < 0.05;
    const bool confused = is_dog && random.Uniform() < 0.25;
    FrameBuilder frame(classes);
    const std::string id = std::to_string(i);
    frame.Labels().frame_id = id;
    frame.Label(is_dog != wrong ? "dog" : "cat", kPlace);
    const bool says_dog = is_dog && !confused;
    frame.Prediction(says_dog ? "dog" : "cat", kPlace, 0.6);
    if (with_vectors) {
      PredictedFrame& predicted = frame.Predictions()[0];
      const double loser = confused ? 0.3 : 0.02;
      predicted.object_probabilities = {{dog, says_dog ? 0.6 : loser}, {cat, says_dog ? loser : 0.6}};
      predicted.predictions[0].probabilities = 2;
    }
    errors += wrong;
    for (const Finding& finding : inspector.Inspect(frame.Frame(), *calibration, sums).findings) {
      if (finding.kind == Kind::kWrongClass) ranked.emplace_back(finding.score, wrong);
    }
    if (sums.frames >= options.block_frames) calibration = learning.Learn(sums);
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  double sum = 0;
  int found = 0;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    if (ranked[i].second) sum += ++found / static_cast<double>(i + 1);
  }
  return sum / errors;
}

TEST(ClassVectorTest, VectorsTellHabitualConfusionsFromWrongLabels) {
  const double without = AveragePrecision(false), with = AveragePrecision(true);
  RecordProperty("average_precision_without", std::to_string(without));
  RecordProperty("average_precision_with", std::to_string(with));
  EXPECT_GT(with, without + 0.2) << without << " without, " << with << " with";
}

}  // namespace
}  // namespace labelwatch
