#include <gtest/gtest.h>

#include <string>

#include "detectors/flagging.h"
#include "detectors/labels/random.h"
#include "detectors/learning/flag_budget.h"
#include "detectors/learning/next_calibration.h"
#include "detectors/learning/working_copy.h"
#include "schema/calibration_codec.h"
#include "schema/tally.h"

namespace labelwatch {
namespace {

InspectOptions Budget(double per_1000) {
  InspectOptions options;
  options.flag_per_1000 = per_1000;
  return options;
}

// Frames with one finding, judged and counted as a task does it.
class Stream {
 public:
  explicit Stream(const InspectOptions& options) : options_(options), learning_(options, classes_) {}
  Stream(const InspectOptions& options, Calibration saved)
      : options_(options), learning_(options, classes_, {FirstCalibration(options, saved, classes_), 0, {}}) {}

  bool Frame(double score) {
    Finding finding;
    finding.score = score;
    finding.probability = static_cast<float>(ProbabilityFromScore(score));
    const auto calibration = learning_.Current();
    const std::string id = "frame " + std::to_string(frames_++);
    const bool flagged = Flag(id, score, options_, calibration->budget.get(), {&finding, 1});
    ++sums_.frames;
    ++sums_.cells[FrameScoreCell(score)];
    if (CountingIsDue(sums_, calibration->budget.get())) learning_.CountFrames(sums_);
    return flagged;
  }

  // How many of the next frames are flagged, whose scores are nearly normal around `mean`.
  int Frames(int frames, double mean) {
    int flagged = 0;
    for (int i = 0; i < frames; ++i) flagged += Frame(mean + random_.Normal()) ? 1 : 0;
    return flagged;
  }

  const Calibration& Learned() const { return *learning_.Current(); }

 private:
  const InspectOptions options_;
  NameTable classes_{1};
  WorkingCopy learning_;
  FrameScoreSums sums_;
  Random random_{Mix(options_.seed)};
  int frames_ = 0;
};

Calibration Again(const Calibration& calibration) {
  auto read = CalibrationFromJson(CalibrationToJson(calibration));
  EXPECT_TRUE(read) << read.error().message;
  return read ? *read : Calibration();
}

// Hundred frames in each of four cells; 0.5 is the first score of its cell.
FrameBudget FourHundredFrames() {
  FrameBudget budget;
  budget.frames = 400;
  for (const double score : {-1.0, 0.0, 0.5, 2.0}) budget.cells[FrameScoreCell(score)] = 100;
  return budget;
}

TEST(FrameBudgetTest, TheHighestCellsAreFlaggedOfTheLowestOfThemAShare) {
  FrameBudget budget = FourHundredFrames();
  SetBudget(400, budget);  // 0.4 x 401 - 0.5 = 159.9 frames
  EXPECT_EQ(budget.cell, FrameScoreCell(0.5));
  EXPECT_EQ(LeastFrameScore(budget.cell), 0.5);
  EXPECT_NEAR(budget.share, 0.599, 1e-6);
  SetBudget(1000, budget);
  EXPECT_EQ(budget.cell, 0U);
  EXPECT_EQ(budget.share, 1);
}

TEST(FrameBudgetTest, NothingIsFlaggedBeforeThereIsHalfAFrameToGive) {
  FrameBudget budget = FourHundredFrames();
  SetBudget(1, budget);  // 0.001 x 401 < 0.5
  EXPECT_FALSE(budget.Flags());
  SetBudget(1.25, budget);  // 0.00125 x 401 - 0.5 = 0.00125
  EXPECT_TRUE(budget.Flags());
  EXPECT_EQ(Stream(Budget(10)).Frames(50, 0), 0);
  EXPECT_EQ(Stream(Budget(600)).Frames(8, 0), 0) << "of no frame seen nothing is known";
}

TEST(FrameBudgetTest, ASteadyStreamKeepsTheBudget) {
  EXPECT_NEAR(Stream(Budget(1)).Frames(500'000, 0), 500, 50);
  EXPECT_NEAR(Stream(Budget(10)).Frames(100'000, 0), 1000, 60);
  EXPECT_NEAR(Stream(Budget(200)).Frames(20'000, 0), 4000, 120);
}

TEST(FrameBudgetTest, AShortStreamKeepsItToo) {
  int flagged = 0;
  for (int i = 0; i < 100; ++i) {
    InspectOptions options = Budget(50);
    options.seed = static_cast<std::uint64_t>(i);
    flagged += Stream(options).Frames(200 + i, i);
  }
  EXPECT_LE(flagged, 0.05 * 100 * 250);
  EXPECT_GE(flagged, 0.03 * 100 * 250) << "the first ten frames of each stream have nothing to give";
}

TEST(FrameBudgetTest, FramesThatScoreAlikeAreFlaggedByShare) {
  Stream stream(Budget(10));
  int flagged = 0;
  for (int i = 0; i < 50'000; ++i) flagged += stream.Frame(0.7) ? 1 : 0;
  EXPECT_NEAR(flagged, 500, 50);
}

TEST(FrameBudgetTest, WhatLiesBeyondTheCellsIsFlaggedByShareToo) {
  Stream stream(Budget(100));
  int flagged = 0;
  for (int i = 0; i < 20'000; ++i) flagged += stream.Frame(i % 2 == 0 ? 50 : -50) ? 1 : 0;
  EXPECT_NEAR(flagged, 2000, 100);
}

TEST(FrameBudgetTest, AShiftOfScoresIsFollowed) {
  Stream stream(Budget(10));
  stream.Frames(50'000, 0);
  const int first = stream.Frames(10'000, 2);  // one half-life; more than a third of these pass the old threshold
  EXPECT_GT(first, 200);
  EXPECT_LT(first, 1000);
  stream.Frames(40'000, 2);
  EXPECT_NEAR(stream.Frames(20'000, 2), 200, 40);
  stream.Frames(100'000, -1);
  EXPECT_NEAR(stream.Frames(20'000, -1), 200, 40);
}

TEST(FrameBudgetTest, FramesThatWereSeenCountHalfAfterAHalfLife) {
  FrameBudget budget;
  FrameScoreSums sums;
  sums.frames = 8;
  sums.cells[5] = 6;
  CountScores(sums, 16, budget);
  EXPECT_EQ(budget.frames, 8);
  sums.cells[5] = 0;
  CountScores(sums, 16, budget);
  CountScores(sums, 16, budget);
  EXPECT_NEAR(budget.cells[5], 3, 1e-6);
}

TEST(FrameBudgetTest, TalliesOfTwoTasksAddUpToThatOfOne) {
  LearningTally one, other, both;
  const auto count = [](double score, LearningTally& tally) {
    ++tally.frame_scores.frames;
    ++tally.frame_scores.cells[FrameScoreCell(score)];
  };
  for (const double score : {0.5, 2.0, 2.0}) count(score, one), count(score, both);
  for (const double score : {-3.0, 2.0}) count(score, other), count(score, both);
  one.Add(other);
  EXPECT_EQ(one.frame_scores.frames, 5U);
  EXPECT_EQ(one.frame_scores.cells, both.frame_scores.cells);
  EXPECT_EQ(one.frame_scores.cells[FrameScoreCell(2)], 3U);
  one.Clear();
  EXPECT_EQ(one.frame_scores.frames, 0U);
  EXPECT_EQ(one.frame_scores.cells[FrameScoreCell(2)], 0U);
}

TEST(FrameBudgetTest, TheSameStreamIsFlaggedAlike) {
  Stream one(Budget(20)), other(Budget(20));
  Random random(3);
  for (int i = 0; i < 5000; ++i) {
    const double score = random.Normal();
    EXPECT_EQ(one.Frame(score), other.Frame(score));
  }
  EXPECT_EQ(CalibrationToJson(one.Learned()), CalibrationToJson(other.Learned()));
}

TEST(FrameBudgetTest, ASavedCalibrationFlagsFromTheFirstFrameOn) {
  Stream before(Budget(10));
  before.Frames(20'000, 0);
  Stream after(Budget(10), Again(before.Learned()));
  EXPECT_EQ(*after.Learned().budget, *before.Learned().budget);
  EXPECT_NEAR(after.Frames(1000, 0), 10, 6);
  Stream more(Budget(100), Again(before.Learned()));
  EXPECT_NEAR(more.Frames(1000, 0), 100, 25) << "another budget by the same frames";
}

TEST(FrameBudgetTest, FrozenTheThresholdStays) {
  Stream before(Budget(10));
  before.Frames(20'000, 0);
  InspectOptions options = Budget(10);
  options.frozen = true;
  Stream frozen(options, Again(before.Learned()));
  EXPECT_GT(frozen.Frames(5000, 2), 1500) << "as it does not follow the stream";
  EXPECT_EQ(*frozen.Learned().budget, *before.Learned().budget);
}

TEST(FrameBudgetTest, FrozenWithoutASavedBudgetTheFlagProbabilityDecides) {
  InspectOptions options = Budget(10);
  options.frozen = true;
  Stream frozen(options);
  EXPECT_EQ(frozen.Learned().budget, nullptr);
  EXPECT_TRUE(frozen.Frame(-0.84)) << "log-odds of 0.302";
  EXPECT_FALSE(frozen.Frame(-0.86)) << "of 0.297";
}

TEST(FrameBudgetTest, AFileWithoutOneStartsToCount) {
  Calibration old;
  old.version = 12;
  Stream stream(Budget(100), Again(old));
  EXPECT_EQ(stream.Frames(8, 0), 0);
  EXPECT_EQ(stream.Learned().version, 13U);
  EXPECT_EQ(stream.Learned().budget->frames, 8);
  stream.Frames(10'000, 0);
  EXPECT_NEAR(stream.Frames(1000, 0), 100, 25);
}

TEST(FrameBudgetTest, WithoutABudgetNothingIsCounted) {
  Stream with(Budget(10));
  with.Frames(2000, 0);
  Stream without(InspectOptions(), Again(with.Learned()));
  without.Frames(2000, 0);
  EXPECT_EQ(without.Learned().budget, nullptr);
  EXPECT_EQ(without.Learned().version, with.Learned().version);
}

}  // namespace
}  // namespace labelwatch
