#include "detectors/labels/wrong_frame_class.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <set>
#include <utility>

#include "detectors/labels/frame_class_habits.h"
#include "detectors/labels/frame_class_thresholds.h"
#include "detectors/labels/random.h"
#include "detectors/learning/working_copy.h"
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

// Area under the precision-recall curve as the mean precision at each error.
double AveragePrecision(const std::vector<double>& scores, const std::vector<bool>& wrong) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  double sum = 0;
  int found = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (wrong[order[i]]) sum += ++found / static_cast<double>(i + 1);
  }
  return sum / found;
}

// Judges frames one after the other and learns from each block, as a task does.
class Stream {
 public:
  explicit Stream(NameTable& classes) : learning_({}, classes), inspector_({}, classes) {}

  // The score of each class that the frame is labeled with.
  std::vector<double> Judge(const FrameBuilder& frame) {
    std::vector<double> scores;
    for (const Finding& finding : inspector_.Inspect(frame.Frame(), *learning_.Current(), sums_).findings) {
      scores.push_back(finding.score);
    }
    if (sums_.frames >= InspectOptions().block_frames) learning_.Learn(sums_);
    return scores;
  }
  const ModelCalibration& Learned() {
    learning_.Learn(sums_);
    return *learning_.Current()->models[0];
  }

 private:
  WorkingCopy learning_;
  Inspector inspector_;
  LearningTally sums_;
};

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
  calibration.models.push_back(std::make_shared<const ModelCalibration>(model));
  const auto found = FindingsOf(frame, classes_, Kind::kWrongFrameClass, calibration);
  ASSERT_EQ(found.size(), 1U);
  const double rival = (std::log(0.8 / 0.2) + std::log((0.8 / 0.8) / (0.1 / 0.5))) / 2;
  const double none = 0.5 * 0.9 / 0.1 * 0.1;
  EXPECT_NEAR(found[0].score, std::log(std::exp(rival) + none) + std::log(0.05), 1e-9);
  EXPECT_EQ(classes_.Name(found[0].suggested_class), "1");
  EXPECT_EQ(SentenceOf(frame, classes_, found[0]),
            "net gives 1 0.80 and the labeled 0 0.10; frames labeled 0 usually get 0.50");
}

TEST_F(WrongFrameClassTest, OfTwoClassesTheScoreIsTheLogOddsOfTheModel) {
  const double probabilities[] = {0.1, 0.9};
  const auto found = FindingsOf(FrameOf(0, probabilities, 2), classes_, Kind::kWrongFrameClass);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].score, std::log(0.9 / 0.1) + std::log(0.05), 1e-9);
}

TEST_F(WrongFrameClassTest, ARivalThatIsSureSpeaksMoreThanOneAmongMany) {
  const double sure[] = {0.02, 0.96, 0.01, 0.01}, unsure[] = {0.02, 0.34, 0.32, 0.32};
  const auto of_sure = FindingsOf(FrameOf(0, sure, 4), classes_, Kind::kWrongFrameClass);
  const auto of_unsure = FindingsOf(FrameOf(0, unsure, 4), classes_, Kind::kWrongFrameClass);
  EXPECT_GT(of_sure.at(0).score, of_unsure.at(0).score + 0.5);
}

// What is of no class at all has no rival either, and is an error all the same.
TEST_F(WrongFrameClassTest, AFrameThatTheModelTakesForNothingStandsBeforeAHonestConfusion) {
  const double junk[] = {0.01, 0.25, 0.25, 0.25, 0.24}, confused[] = {0.3, 0.6, 0.04, 0.03, 0.03};
  const auto of_junk = FindingsOf(FrameOf(0, junk, 5), classes_, Kind::kWrongFrameClass);
  const auto of_confused = FindingsOf(FrameOf(0, confused, 5), classes_, Kind::kWrongFrameClass);
  EXPECT_GT(of_junk.at(0).score, of_confused.at(0).score);
}

TEST_F(WrongFrameClassTest, WhatGoesToTheOtherClassOfAFrameIsNotLeftToNone) {
  const double probabilities[] = {0.4, 0.5, 0.1};
  FrameBuilder both = FrameOf(0, probabilities, 3);
  both.Labels().frame_classes.push_back(classes_.Find("1"));
  const double all[] = {0.9, 0.1};
  const auto of_both = FindingsOf(both, classes_, Kind::kWrongFrameClass);
  const auto of_two = FindingsOf(FrameOf(0, all, 2), classes_, Kind::kWrongFrameClass);
  EXPECT_LT(of_both.at(0).score, of_two.at(0).score + 1) << "nothing is left to other classes";
}

TEST_F(WrongFrameClassTest, DoubtsWithoutContradictionsMakeARivalSpeakLess) {
  ModelCalibration model;
  model.frame_class_sums = {{}, {90, 100, 95}, {90, 100, 95}};
  model.frame_class_habits = {{2, 1, 8}};
  model.contradictions_per_doubt = 0.5;
  const FrameClassHabits habits(model);
  EXPECT_NEAR(habits.FactorOf(2, 1), 1 / 5.0 * std::sqrt(1 / 9.0), 1e-9);
  EXPECT_NEAR(habits.FactorOf(1, 2), std::sqrt(9.0), 1e-9) << "what frames of class 2 labeled 1 would have taught";
  EXPECT_EQ(habits.FactorOf(7, 1), 1);
  EXPECT_EQ(FrameClassHabits(ModelCalibration()).FactorOf(1, 2), 1);
}

TEST_F(WrongFrameClassTest, ContradictionsWithoutDoubtsMakeARivalSpeakMore) {
  ModelCalibration model;
  model.frame_class_sums = {{}, {60, 100, 70}, {90, 100, 95}};
  model.frame_class_contradictions = {{2, 1, 15}};
  EXPECT_NEAR(FrameClassHabits(model).FactorOf(2, 1), 16, 1e-9);
  model.frame_class_habits = {{2, 1, 15}};
  EXPECT_NEAR(FrameClassHabits(model).FactorOf(2, 1), std::sqrt(1 / 16.0), 1e-9) << "as many as the doubts explain";
  model.frame_class_habits.clear();
  model.frame_class_contradictions = {{2, 1, 80}};
  EXPECT_NEAR(FrameClassHabits(model).FactorOf(2, 1), 71 / 11.0, 1e-6) << "the model agrees less often";
  model.frame_class_sums = {{}, {600, 1000, 970}, {900, 1000, 950}};
  model.frame_class_contradictions = {{2, 1, 500}};
  EXPECT_NEAR(FrameClassHabits(model).FactorOf(2, 1), 20, 1e-9) << "bounded";
}

TEST_F(WrongFrameClassTest, TheSentenceSaysWhetherTheRivalIsKnownThere) {
  const double probabilities[] = {0.1, 0.9};
  const FrameBuilder frame = FrameOf(0, probabilities, 2);
  Finding finding = FindingsOf(frame, classes_, Kind::kWrongFrameClass).at(0);
  const std::string plain = "net gives 1 0.90 and the labeled 0 0.10; frames labeled 0 usually get 1.00";
  finding.evidence.Hold(WrongFrameClassEvidence{0.9F, 0.1F, 1, 0.4F});
  EXPECT_EQ(SentenceOf(frame, classes_, finding), plain + ", though it often names 1 there");
  finding.evidence.Hold(WrongFrameClassEvidence{0.9F, 0.1F, 1, 5});
  EXPECT_EQ(SentenceOf(frame, classes_, finding), plain + ", and 1 there more often than it confuses the two");
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

TEST_F(WrongFrameClassTest, TheOtherClassOfAFrameIsNoContradiction) {
  const double probabilities[] = {0.6, 0.3, 0.1};
  FrameBuilder frame = FrameOf(0, probabilities, 3);
  frame.Labels().frame_classes.push_back(classes_.Find("1"));
  Stream stream(classes_);
  stream.Judge(frame);
  const ModelCalibration& learned = stream.Learned();
  EXPECT_TRUE(learned.frame_class_contradictions.empty());
  const NameId other = classes_.Find("2");
  EXPECT_EQ(learned.frame_class_habits,
            (std::vector<ConfusionCount>{{other, classes_.Find("0"), 0.1F}, {other, classes_.Find("1"), 0.1F}}));
}

TEST_F(WrongFrameClassTest, EveryFrameTeachesWhatFramesAreUsuallyGiven) {
  Stream stream(classes_);
  const double probabilities[] = {0.9, 0.1};
  for (int i = 0; i < 2000; ++i) {
    FrameBuilder frame = FrameOf(0, probabilities, 2);
    const std::string id = std::to_string(i);
    frame.Labels().frame_id = id;
    stream.Judge(frame);
  }
  EXPECT_EQ(stream.Learned().frames, 2000U);
}

// Every third frame of class 0 is labeled 1, and the model was trained on such labels: it gives class 0 two thirds
// there. All the while it confuses classes 2 and 3, of which the labels are right.
TEST_F(WrongFrameClassTest, ErrorsThatTheModelHasLearntAreFoundBeforeItsOwnConfusions) {
  constexpr int kClasses = 6;
  Random random(11);
  Stream stream(classes_);
  std::vector<double> scores, self_confidence, margin;
  std::vector<bool> wrong;
  for (int i = 0; i < 3000; ++i) {
    const int shown = static_cast<int>(random.Below(kClasses));
    double probabilities[kClasses];
    for (double& probability : probabilities) probability = 0.004 * random.Uniform();
    if (shown == 0) {
      probabilities[0] = 0.58 + 0.16 * random.Uniform();
      probabilities[1] = 1 - probabilities[0];
    } else if (shown == 2 || shown == 3) {
      probabilities[shown] = random.Uniform() < 0.15 ? 0.3 * random.Uniform() : 0.6 + 0.4 * random.Uniform();
      probabilities[5 - shown] = 1 - probabilities[shown];
    } else {
      probabilities[shown] = 0.97;
    }
    const bool is_wrong = shown == 0 && random.Uniform() < 1 / 3.0;
    const int labeled = is_wrong ? 1 : shown;
    wrong.push_back(is_wrong);
    scores.push_back(stream.Judge(FrameOf(labeled, probabilities, kClasses)).at(0));
    self_confidence.push_back(-probabilities[labeled]);
    double rival = 0;
    for (int c = 0; c < kClasses; ++c) rival = c == labeled ? rival : std::max(rival, probabilities[c]);
    margin.push_back(rival - probabilities[labeled]);
  }
  const double ours = AveragePrecision(scores, wrong);
  RecordProperty("average_precision", std::to_string(ours));
  EXPECT_GT(ours, 0.75);
  EXPECT_LT(AveragePrecision(self_confidence, wrong), 0.6);
  EXPECT_LT(AveragePrecision(margin, wrong), 0.6);
}

// A model that calls every van a car, as it was never told of vans.
TEST_F(WrongFrameClassTest, AClassThatTheModelDoesNotKnowIsNoStreamOfErrors) {
  Stream stream(classes_);
  const double car[] = {0.99, 0.01}, van[] = {0.98, 0.02};
  double last = 0;
  for (int i = 0; i < 400; ++i) last = stream.Judge(FrameOf(i % 2, i % 2 == 0 ? car : van, 2)).at(0);
  EXPECT_LT(ProbabilityFromScore(last), InspectOptions().flag_probability);
}

class MnistTest : public WrongFrameClassTest {
 protected:
  std::vector<std::uint16_t> labels_;
  std::vector<double> scores_;
  rapidjson::Document oracle_, reviewed_;
  std::shared_ptr<Stream> stream_;

  void SetUp() override {
    const std::string shared = LABELWATCH_SHARED, data = shared + "/data/labelerrors_mnist/";
    labels_ = ReadNpy<std::uint16_t>(data + "mnist_test_set_original_labels.npy");
    const auto probabilities = ReadNpy<double>(data + "mnist_test_set_pyx.npy.gz");
    const auto oracle = ReadWholeFile(shared + "/oracles/confident_learning_mnist.json");
    const auto reviewed = ReadWholeFile(data + "mnist_mturk.json");
    if (labels_.empty() || probabilities.empty() || !oracle || !reviewed)
      GTEST_SKIP() << "no shared data in " << shared;
    ASSERT_EQ(probabilities.size(), 10 * labels_.size());
    oracle_.Parse(oracle->c_str());
    reviewed_.Parse(reviewed->c_str());
    stream_ = std::make_shared<Stream>(classes_);
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      scores_.push_back(stream_->Judge(FrameOf(labels_[i], &probabilities[10 * i], 10)).at(0));
    }
  }

  // The rows, the most suspicious one first.
  std::vector<std::size_t> Ranked() const {
    std::vector<std::size_t> order(labels_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores_[a] > scores_[b]; });
    return order;
  }
};

TEST_F(MnistTest, ThresholdsAndFlaggedRowsAgreeWithCleanlab) {
  const FrameClassThresholds thresholds(stream_->Learned().frame_class_sums);
  for (int c = 0; c < 10; ++c) {
    EXPECT_NEAR(thresholds.Mean(classes_.Find(std::to_string(c))),
                oracle_["thresholds"][static_cast<rapidjson::SizeType>(c)].GetDouble(), 1e-9);
  }
  // The rows that confident learning flags over the whole set are the most suspicious ones of the stream.
  const auto order = Ranked();
  const std::set<std::size_t> top(order.begin(), order.begin() + 40);
  for (const auto& row : oracle_["off_diagonal_rows"].GetArray()) {
    EXPECT_EQ(top.count(row.GetUint()), 1U) << row.GetUint();
  }
}

TEST_F(MnistTest, VerifiedErrorsAreRankedAboveTheBestScoreOfCleanlab) {
  std::vector<bool> wrong(labels_.size());
  for (const auto& row : reviewed_.GetArray()) {
    if (row["mturk"]["given"].GetInt() < 3) wrong[row["id"].GetUint()] = true;
  }
  constexpr double kBestOfCleanlab = 0.507;  // its normalized margin
  const double average_precision = AveragePrecision(scores_, wrong);
  RecordProperty("average_precision", std::to_string(average_precision));
  EXPECT_GT(average_precision, kBestOfCleanlab);
  const auto order = Ranked();
  double right_before = 0, pairs = 0;
  std::size_t last = 0, right = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (wrong[order[i]]) {
      last = i;
      right_before += static_cast<double>(right);
      ++pairs;
    } else {
      ++right;
    }
  }
  EXPECT_LT(last, 100U);
  EXPECT_GE(1 - right_before / (pairs * static_cast<double>(right)), 0.997);
}

}  // namespace
}  // namespace labelwatch
