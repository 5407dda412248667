#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>

#include "detectors/labels/frame_class_habits.h"
#include "detectors/labels/frame_class_thresholds.h"
#include "detectors/rates/rates.h"
#include "tests/detectors/coco_set.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

// The values of a .npy file (version 1, little-endian), gunzipped where needed; empty where it cannot be read.
template <typename T>
std::vector<T> ReadNpy(const std::string& path) {
  const auto bytes = ReadWholeFile(path);
  if (!bytes || bytes->size() < 10) return {};
  const std::size_t start =
      10 + static_cast<unsigned char>((*bytes)[8]) + 256U * static_cast<unsigned char>((*bytes)[9]);
  std::vector<T> values((bytes->size() - start) / sizeof(T));
  std::memcpy(values.data(), bytes->data() + start, values.size() * sizeof(T));
  return values;
}

class WrongFrameClassTest : public testing::Test {
 protected:
  NameTable classes_{20};

  // A frame labeled `labeled` as a whole, with the probabilities of class "0", "1", ...
  FrameBuilder FrameOf(int labeled, const double* probabilities, int count) {
    FrameBuilder frame(classes_);
    frame.Model("net");
    for (int c = 0; c < count; ++c) {
      frame.Predictions()[0].class_probabilities.push_back({classes_.Add(std::to_string(c)), probabilities[c]});
    }
    frame.Labels().frame_classes.push_back(classes_.Add(std::to_string(labeled)));
    return frame;
  }
};

TEST_F(WrongFrameClassTest, ScoreComparesClassesByWhatIsUsualForThem) {
  const double probabilities[] = {0.1, 0.8, 0.1};
  const FrameBuilder frame = FrameOf(0, probabilities, 3);
  ModelCalibration model;
  model.model = "net";
  model.kinds = {};
  for (KindCalibration& kind : model.kinds) kind.weights.assign(200, 0.0F);
  Calibration calibration;
  // Frames labeled 0 usually get 0.5, frames labeled 1 get 0.8.
  model.frame_class_sums = {{}, {10, 20}, {16, 20}};
  // Labels get 0.65 on average, so any other class 0.175 of the rest: on 20 frames labeled 0, class 1 got as much.
  model.frame_class_habits = {{2, 1, 3.5F}};
  calibration.models.push_back(std::make_shared<const ModelCalibration>(model));
  const auto found = FindingsOf(frame, classes_, Kind::kWrongFrameClass, calibration);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].score, std::log((0.8 / 0.8) / (0.1 / 0.5)) + std::log(0.05), 1e-9);
  EXPECT_EQ(classes_.Name(found[0].suggested_class), "1");
  EXPECT_EQ(SentenceOf(frame, classes_, found[0]),
            "net gives 1 0.80 and the labeled 0 0.10; frames labeled 0 usually get 0.50");
}

TEST_F(WrongFrameClassTest, AHabitualRivalSpeaksLess) {
  const std::vector<FrameClassSum> sums = {{}, {10, 20}, {16, 20}};
  const std::vector<ConfusionCount> habits = {{2, 1, 31.5F}};
  const FrameClassHabits of_model(habits, sums, 3);
  // Expected are 20 * 0.175 = 3.5, seen 31.5.
  EXPECT_NEAR(of_model.FactorOf(2, 1), std::sqrt(4.5 / 32.5), 1e-6);
  EXPECT_NEAR(of_model.FactorOf(1, 2), std::sqrt(4.5 / 1), 1e-6);  // never seen there
  EXPECT_EQ(of_model.FactorOf(1, 7), 1);
  EXPECT_EQ(FrameClassHabits({}, {}, 3).FactorOf(1, 2), 1);
}

TEST_F(WrongFrameClassTest, AFrameWithTwoClassesDoubtsEachByWhatItIsNotLabeledWith) {
  const double probabilities[] = {0.5, 0.1, 0.4};
  FrameBuilder frame = FrameOf(0, probabilities, 3);
  frame.Labels().frame_classes.push_back(classes_.Find("1"));
  const auto found = FindingsOf(frame, classes_, Kind::kWrongFrameClass);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(classes_.Name(found[0].suggested_class), "2");
  EXPECT_LT(found[0].score, found[1].score);
}

TEST_F(WrongFrameClassTest, ThresholdsOfMnistAgreeWithCleanlab) {
  const std::string shared = LABELWATCH_SHARED, data = shared + "/data/labelerrors_mnist/";
  const auto labels = ReadNpy<std::uint16_t>(data + "mnist_test_set_original_labels.npy");
  const auto probabilities = ReadNpy<double>(data + "mnist_test_set_pyx.npy.gz");
  const auto oracle = ReadWholeFile(shared + "/oracles/confident_learning_mnist.json");
  if (labels.empty() || probabilities.empty() || !oracle) GTEST_SKIP() << "no shared data in " << shared;
  ASSERT_EQ(probabilities.size(), 10 * labels.size());

  InspectOptions options;
  options.learn_all_frames = labels.size() + 1;
  Rates rates(options, classes_);
  Inspector inspector(options, classes_);
  LearningTally sums;
  std::vector<double> scores;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const FrameBuilder frame = FrameOf(labels[i], &probabilities[10 * i], 10);
    const Judgement judgement = inspector.Inspect(frame.Frame(), *rates.Current(), sums);
    ASSERT_EQ(judgement.findings.size(), 1U);
    scores.push_back(judgement.findings[0].score);
    if (sums.frames >= options.block_frames) rates.Learn(sums);
  }
  rates.Learn(sums);
  rapidjson::Document json;
  json.Parse(oracle->c_str());
  const auto calibration = rates.Current();
  const FrameClassThresholds thresholds(calibration->models[0]->frame_class_sums);
  for (int c = 0; c < 10; ++c) {
    EXPECT_NEAR(thresholds.Mean(classes_.Find(std::to_string(c))),
                json["thresholds"][static_cast<rapidjson::SizeType>(c)].GetDouble(), 1e-9);
  }

  // The rows that confident learning flags over the whole set are the most suspicious ones of the stream.
  std::vector<std::size_t> order(labels.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  const std::set<std::size_t> top(order.begin(), order.begin() + 40);
  for (const auto& row : json["off_diagonal_rows"].GetArray()) EXPECT_EQ(top.count(row.GetUint()), 1U) << row.GetUint();
}

}  // namespace
}  // namespace labelwatch
