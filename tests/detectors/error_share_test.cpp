#include "detectors/labels/error_share.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "detectors/labels/additive_model.h"

namespace labelwatch {
namespace {

// The score in the middle of a cell.
double Middle(std::size_t cell) { return -7.5 + 0.25 * (static_cast<double>(cell) + 0.5); }

class ErrorShareTest : public testing::Test {
 protected:
  // Many errors were made at low scores, so that what is asked about at high ones is known.
  ErrorShareTest() { Count(20, 1000, 9999.5F); }

  void Count(std::size_t cell, float made, float real) {
    counts_.made[cell] = made;
    counts_.real[cell] = real;
  }
  ErrorShare At(double s, double rate = 0.05) const { return ShareAt(RatioOf(counts_), s, rate); }
  float ShareOfCell(std::size_t cell, double rate = 0.05) const { return At(Middle(cell), rate).probability; }

  ScoreCounts counts_;
};

TEST_F(ErrorShareTest, IsTheRateTimesMadeErrorsForEachRealObject) {
  Count(40, 400, 99.5F);  // of 100 real objects there 0.05 x 400 = 20 are errors
  EXPECT_FLOAT_EQ(ShareOfCell(40), 0.2F);
  EXPECT_FLOAT_EQ(ShareOfCell(20), 0.005F);
  EXPECT_FALSE(At(Middle(40)).rough);
}

TEST_F(ErrorShareTest, IsNeverMoreThanAlmostCertain) {
  Count(40, 4000, 99.5F);  // 0.05 x 4000 / 100 = 2: fewer errors than assumed
  EXPECT_FLOAT_EQ(ShareOfCell(40), 0.99F);
  EXPECT_FLOAT_EQ(At(1e9).probability, 0.99F);
}

TEST_F(ErrorShareTest, NeighboursThatFallArePooled) {
  Count(40, 400, 99.5F);  // 4 for each real one
  Count(41, 300, 150);    // 2
  EXPECT_FLOAT_EQ(ShareOfCell(40), 0.05F * 700 / 250);
  EXPECT_FLOAT_EQ(ShareOfCell(41), ShareOfCell(40));
}

TEST_F(ErrorShareTest, NeverFallsWithTheScore) {
  for (std::size_t cell = 21; cell < kScoreCells; ++cell) {
    Count(cell, static_cast<float>((cell * 7919) % 300), static_cast<float>((cell * 104729) % 200));
  }
  float last = 0;
  for (double s = -9; s < 9; s += 0.01) {
    const float share = At(s).probability;
    ASSERT_GE(share, last) << s;
    last = share;
  }
}

TEST_F(ErrorShareTest, IsLinearBetweenTheMiddlesOfCells) {
  Count(40, 400, 99.5F);
  Count(41, 800, 99.5F);
  EXPECT_FLOAT_EQ(At((Middle(40) + Middle(41)) / 2).probability, 0.3F);
  EXPECT_FLOAT_EQ(At(Middle(40) + 0.25 / 4).probability, 0.25F);
}

TEST_F(ErrorShareTest, WhereFewErrorsWereMadeThatNothingRealIsThereMayBeChance) {
  Count(50, 20, 0);  // 1 error would be expected: 4 real objects are not excluded
  EXPECT_FLOAT_EQ(ShareOfCell(50), 0.05F * 20 / 4);
  EXPECT_TRUE(At(Middle(50)).rough);
}

TEST_F(ErrorShareTest, FewMadeErrorsAreGatheredFromTheHighestScoreDown) {
  Count(50, 5, 0);
  Count(45, 5, 0);
  Count(40, 10, 0);
  EXPECT_FLOAT_EQ(ShareOfCell(50), 0.05F * 20 / 4);
  EXPECT_FLOAT_EQ(ShareOfCell(40), ShareOfCell(50));
  EXPECT_FLOAT_EQ(ShareOfCell(60), ShareOfCell(50)) << "where nothing was counted as in the cell below";
}

TEST_F(ErrorShareTest, BelowAllMadeErrorsItFallsWithTheOdds) {
  EXPECT_NEAR(ShareOfCell(16), ShareOfCell(20) * std::exp(-1.0), 1e-6) << "four cells are one unit of log-odds";
  EXPECT_TRUE(At(Middle(16)).rough);
}

TEST_F(ErrorShareTest, TheStreamsOwnBoundReplacesALargerRate) {
  Count(40, 400, 99.5F);
  counts_.log_rate_bound = std::log(0.01F);
  EXPECT_FLOAT_EQ(ShareOfCell(40), 0.04F);
  EXPECT_FLOAT_EQ(ShareOfCell(40, 0.005), 0.02F) << "the rate is lower";
}

TEST(ErrorShareOfFewTest, BelowTwoHundredMadeErrorsTheScoreIsTakenForLogOdds) {
  ScoreCounts counts;
  counts.made[40] = 199;
  const ErrorRatio ratio = RatioOf(counts);
  EXPECT_FALSE(ratio.known);
  EXPECT_FLOAT_EQ(ShareOf(ratio, 0, std::log(0.05), 0.05).probability, 0.5F);
  EXPECT_TRUE(ShareOf(ratio, 0, std::log(0.05), 0.05).rough);
}

TEST_F(ErrorShareTest, WhatIsNoNumberHasTheLowestShare) {
  EXPECT_FLOAT_EQ(At(std::numeric_limits<double>::quiet_NaN()).probability, At(-100).probability);
}

}  // namespace
}  // namespace labelwatch
