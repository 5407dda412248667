#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "detectors/labels/additive_model.h"
#include "detectors/labels/random.h"
#include "detectors/labels/start_weights.h"
#include "detectors/learning/label_pool.h"
#include "detectors/learning/learning_step.h"
#include "detectors/learning/next_calibration.h"
#include "detectors/learning/working_copy.h"
#include "detectors/learning_schedule.h"
#include "schema/calibration_codec.h"
#include "tests/detectors/learning_stream.h"

namespace labelwatch {
namespace {

class LearningTest : public testing::Test {
 protected:
  NameTable classes_{20};
  LearningStream stream_{classes_};
  InspectOptions options_;

  // Judges frames [from, to) with one calibration.
  LearningTally Sums(std::size_t from, std::size_t to, const Calibration& calibration) {
    Inspector inspector(options_, classes_);
    LearningTally sums;
    for (std::size_t i = from; i < to; ++i) inspector.Inspect(stream_.Frame(i).Frame(), calibration, sums);
    return sums;
  }

  std::shared_ptr<const Calibration> LearnFrom(WorkingCopy& learning, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; i += 8) {
      LearningTally sums = Sums(i, i + 8, *learning.Current());
      learning.Learn(sums);
    }
    return learning.Current();
  }
};

void ExpectNear(const std::vector<float>& a, const std::vector<float>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-4) << i;
}

TEST_F(LearningTest, TalliesOfTwoTasksAddUpToThatOfOne) {
  WorkingCopy learning(options_, classes_);
  const auto calibration = LearnFrom(learning, 0, 80);
  LearningTally both = Sums(80, 90, *calibration);
  both.Add(Sums(90, 100, *calibration));
  const LearningTally one = Sums(80, 100, *calibration);
  EXPECT_EQ(both.frames, 20U);
  ASSERT_EQ(both.models.size(), 1U);
  for (std::size_t k = 0; k < 4; ++k) {
    ExpectNear(both.models[0].kinds[k].gradient, one.models[0].kinds[k].gradient);
    ExpectNear(both.models[0].kinds[k].curvature, one.models[0].kinds[k].curvature);
    EXPECT_EQ(both.models[0].kinds[k].made, one.models[0].kinds[k].made);
    EXPECT_EQ(both.models[0].kinds[k].real, one.models[0].kinds[k].real);
    EXPECT_FALSE(one.models[0].kinds[k].gradient.empty()) << "nothing was learned about kind " << k;
  }
  EXPECT_EQ(both.models[0].size_made, one.models[0].size_made);
  EXPECT_EQ(both.labels, one.labels);
}

TEST_F(LearningTest, TheSameStreamTeachesTheSame) {
  WorkingCopy first(options_, classes_), second(options_, classes_);
  const auto a = LearnFrom(first, 0, 400), b = LearnFrom(second, 0, 400);
  EXPECT_EQ(CalibrationToJson(*a), CalibrationToJson(*b));
  EXPECT_EQ(a->version, 50U);
}

TEST_F(LearningTest, ASavedCalibrationGoesOnWhereItStopped) {
  WorkingCopy whole(options_, classes_);
  const auto half = LearnFrom(whole, 0, 200);
  auto saved = CalibrationFromJson(CalibrationToJson(*half));
  ASSERT_TRUE(saved);
  WorkingCopy resumed(options_, classes_, {FirstCalibration(options_, *saved, classes_), 0, {}});
  EXPECT_EQ(CalibrationToJson(*resumed.Current()), CalibrationToJson(*half));
  EXPECT_EQ(CalibrationToJson(*LearnFrom(resumed, 200, 400)), CalibrationToJson(*LearnFrom(whole, 200, 400)));
}

TEST_F(LearningTest, AnotherSeedMakesOtherErrors) {
  WorkingCopy learning(options_, classes_);
  const auto calibration = LearnFrom(learning, 0, 80);
  const LearningTally one = Sums(80, 88, *calibration);
  options_.seed = 2;
  const LearningTally other = Sums(80, 88, *calibration);
  EXPECT_NE(one.models[0].kinds[3].gradient, other.models[0].kinds[3].gradient);
}

TEST_F(LearningTest, FrozenNothingIsLearned) {
  options_.frozen = true;
  EXPECT_EQ(Sums(0, 20, {}).frames, 0U);
  WorkingCopy learning(options_, classes_);
  options_.frozen = false;
  LearningTally sums = Sums(0, 20, {});
  EXPECT_EQ(sums.frames, 20U);
  EXPECT_EQ(learning.Learn(sums)->version, 0U);
  EXPECT_EQ(sums.frames, 0U);
}

TEST_F(LearningTest, AModelThatWasTrainedOnAFrameTeachesNothingThere) {
  FrameBuilder frame = stream_.Frame(0);
  frame.Predictions()[0].trained_on_this_frame = true;
  Inspector inspector(options_, classes_);
  LearningTally sums;
  EXPECT_FALSE(inspector.Inspect(frame.Frame(), {}, sums).findings.empty());
  EXPECT_EQ(sums.frames, 0U);
}

TEST_F(LearningTest, LearnsFromAllThenManyThenFewFrames) {
  const auto share = [&](std::uint64_t frames) {
    int learned = 0;
    for (int i = 0; i < 16'000; ++i) {
      learned += LearnsFrom(options_, frames, HashText("frame " + std::to_string(i), 1)) ? 1 : 0;
    }
    return learned;
  };
  EXPECT_EQ(share(0), 16'000);
  EXPECT_EQ(share(999), 16'000);
  EXPECT_NEAR(share(1000), 4'000, 250);
  EXPECT_NEAR(share(2749), 4'000, 250);
  EXPECT_NEAR(share(2750), 500, 90);  // 1,000 + 7,000 / 4: about 8,000 frames were seen
  EXPECT_NEAR(share(1'000'000), 500, 90);
}

TEST_F(LearningTest, AStepMovesAWeightAgainstItsError) {
  ModelCalibration model = StartCalibration();
  ModelTally sums;
  sums.frames = 8;
  sums.kinds[0].gradient = {0.3F, 0, 0, 100};
  sums.kinds[0].curvature = {3, 0, 0, 0};
  const std::vector<float> before = model.kinds[0].weights;
  TakeStep(sums, options_, model);
  EXPECT_NEAR(model.kinds[0].weights[0], before[0] + 0.3F * 0.3F / (3 + 3), 1e-6);
  EXPECT_NEAR(model.kinds[0].weights[3], before[3] + 0.1F, 1e-6) << "no step is longer than 0.1";
  EXPECT_EQ(model.kinds[0].weights[4], before[4]);
  EXPECT_EQ(model.frames, 8U);
}

TEST_F(LearningTest, AWeightIsPulledBackToItsStart) {
  ModelCalibration model = StartCalibration();
  const float home = model.kinds[2].weights[1];
  model.kinds[2].weights[1] = home + 1;
  ModelTally sums;
  sums.frames = 8;
  TakeStep(sums, options_, model);
  EXPECT_NEAR(model.kinds[2].weights[1], home + 1 - 0.3F * 0.06F / 3, 1e-6);
}

TEST_F(LearningTest, ErrorsCannotBeMoreThanRealObjectsWhereMadeOnesAre) {
  ScoreHistogram made{}, real{};
  made[40] = 100;
  made[20] = 100;
  real[40] = 4;
  real[20] = 1000;
  EXPECT_NEAR(LogRateBound(made, real), std::log((std::sqrt(5.0) + 1) * (std::sqrt(5.0) + 1) / 100), 1e-6);
  made[20] = 99;
  EXPECT_EQ(LogRateBound(made, real), 0) << "199 made errors are too few";
}

TEST_F(LearningTest, SmallObjectsThatAreLeftOutMoreOftenCountMore) {
  ModelCalibration model;
  model.size_real = {90, 10};
  model.size_made = {40, 40};
  UpdateSizeLogRatio(model);
  const double overall = 101.0 / 100;
  EXPECT_NEAR(model.size_log_ratio[0], std::log((90 + 10 * overall) / 50 / overall), 1e-5);
  EXPECT_GT(model.size_log_ratio[0], 0);
  EXPECT_LT(model.size_log_ratio[1], 0);
}

TEST_F(LearningTest, ThePoolKeepsItsSizeAndTakesNewLabels) {
  LabelPool pool;
  LearningTally sums;
  for (int i = 0; i < 1000; ++i) sums.AddLabel({0.5F, 0.5F, 1});
  EXPECT_EQ(sums.labels.size(), kPooledLabels);
  OfferLabels(sums, 1, pool);
  sums.Clear();
  for (int i = 0; i < 256; ++i) sums.AddLabel({0.5F, 0.5F, 2});
  OfferLabels(sums, 1, pool);
  EXPECT_EQ(pool.labels.size(), kPooledLabels);
  EXPECT_EQ(pool.label_classes, (std::vector<NameId>{1, 2}));
  const auto newer =
      std::count_if(pool.labels.begin(), pool.labels.end(), [](const auto& l) { return l.class_id == 2; });
  EXPECT_NEAR(static_cast<double>(newer), 512 * (1 - std::pow(1 - 1.0 / 512, 256)), 40);  // 201
}

TEST_F(LearningTest, ANewVersionStartsWithWhatItsNameTaughtButForClasses) {
  WorkingCopy learning(options_, classes_);
  LearnFrom(learning, 0, 200);
  const ModelCalibration old = *learning.Current()->models[0];
  ASSERT_GT(old.kinds[0].weights.size(), kSharedWeights[0]);
  LearningTally sums;
  sums.frames = 8;
  sums.Of("yolo", "2").frames = 8;
  const auto after = learning.Learn(sums);
  ASSERT_EQ(after->models.size(), 2U);
  const ModelCalibration& fresh = *after->Find("yolo", "2");
  EXPECT_NEAR(fresh.kinds[0].weights[2], old.kinds[0].weights[2], 0.01);
  EXPECT_NE(fresh.kinds[0].weights[2], StartCalibration().kinds[0].weights[2]);
  EXPECT_EQ(fresh.kinds[0].weights.size(), kSharedWeights[0]);
}

TEST_F(LearningTest, WhatWasLearnedCountsHalfAfterAHalfLife) {
  options_.learning_half_life = 16;
  ModelCalibration model = StartCalibration();
  model.kinds[0].curvature[5] = 8;
  model.kinds[0].made[30] = 100;
  model.size_real[2] = 40;
  ModelTally sums;
  sums.frames = 8;
  TakeStep(sums, options_, model);
  TakeStep(sums, options_, model);
  EXPECT_NEAR(model.kinds[0].curvature[5], 4, 1e-5);
  EXPECT_NEAR(model.kinds[0].made[30], 50, 1e-4);
  EXPECT_NEAR(model.size_real[2], 20, 1e-4);
}

TEST_F(LearningTest, AfterAWarmStartTheFirstFrameIsJudgedByWhatWasSaved) {
  WorkingCopy learning(options_, classes_);
  const auto learned = LearnFrom(learning, 0, 400);
  auto saved = CalibrationFromJson(CalibrationToJson(*learned));
  ASSERT_TRUE(saved);
  NameTable other_numbers(20);
  other_numbers.Add("c");
  other_numbers.Add("b");
  WorkingCopy warm(options_, other_numbers, {FirstCalibration(options_, *saved, other_numbers), 0, {}});
  LearningStream there(other_numbers);
  LearningTally sums, sums_there;
  Inspector before(options_, classes_), after(options_, other_numbers);
  const Judgement a = before.Inspect(stream_.Frame(401).Frame(), *learned, sums);
  const Judgement b = after.Inspect(there.Frame(401).Frame(), *warm.Current(), sums_there);
  ASSERT_EQ(a.findings.size(), b.findings.size());
  for (std::size_t i = 0; i < a.findings.size(); ++i) EXPECT_NEAR(a.findings[i].score, b.findings[i].score, 1e-4);
}

TEST_F(LearningTest, MoreModelsThanTheLimitAreJudgedWithoutLearning) {
  Inspector inspector(options_, classes_);
  LearningTally sums;
  for (std::size_t i = 0; i < 2 * kMaxLearnedModels; ++i) {
    FrameBuilder frame(classes_);
    frame.Label("a", {10, 10, 50, 50}).Model("model " + std::to_string(i));
    EXPECT_EQ(inspector.Inspect(frame.Frame(), {}, sums).findings.size(), 1U);
  }
  EXPECT_EQ(sums.models.size(), kMaxLearnedModels);
}

TEST_F(LearningTest, RandomNumbersAreTheSameEverywhere) {
  Random random(0);
  EXPECT_EQ(random.Next(), 0xe220a8397b1dcdafULL);  // first value of splitmix64 seeded with 0
  double sum = 0, squares = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double x = random.Normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / 100'000, 0, 0.02);
  EXPECT_NEAR(squares / 100'000, 1, 0.02);
}

}  // namespace
}  // namespace labelwatch
