#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "detectors/rates/baseline.h"

namespace labelwatch {
namespace {

BaselineSums SumsOf(std::initializer_list<CountedCluster> clusters) {
  BaselineSums sums;
  for (const CountedCluster& pair : clusters) Add(pair, sums);
  return sums;
}

TEST(BaselineTest, BelowTwoThousandFramesASeriesIsLearning) {
  EXPECT_FALSE(FitBaseline(SumsOf({{{1, 0}, 1999}})).has_value());
  EXPECT_TRUE(FitBaseline(SumsOf({{{1, 0}, 2000}})).has_value());
  EXPECT_FALSE(FitBaseline({}).has_value());
  EXPECT_FALSE(FitBaseline({}, 0).has_value());
}

TEST(BaselineTest, WithoutAFlaggedFrameTheBoundIsThatOfTheBinomial) {
  const auto baseline = FitBaseline(SumsOf({{{1, 0}, 2000}}));
  // (1 - bound)^2000 = 5 %
  EXPECT_NEAR(baseline->bound, 1 - std::pow(0.05, 1 / 2000.0), 1e-12);
  EXPECT_EQ(baseline->p0, 0.005);
  EXPECT_EQ(baseline->rho, 0.05);
  EXPECT_EQ(baseline->deff, 1);
}

TEST(BaselineTest, ManyFramesLeaveTheMarginOfAQuarter) {
  const auto baseline = FitBaseline(SumsOf({{{1, 0}, 980'000}, {{1, 1}, 20'000}}));
  EXPECT_DOUBLE_EQ(baseline->rate, 0.02);
  EXPECT_DOUBLE_EQ(baseline->p0, 0.025);
}

TEST(BaselineTest, ClustersThatAreAllOrNothingCountAsOneFrameEach) {
  // p = 1/2, and two frames of a cluster always agree: raw correlation 1, shrunk (10,000 + .25) / (10,000 + 5).
  const auto baseline = FitBaseline(SumsOf({{{100, 0}, 100}, {{100, 100}, 100}}));
  EXPECT_NEAR(baseline->rho, 10'000.25 / 10'005, 1e-12);
  EXPECT_NEAR(baseline->deff, 1 + 99 * 10'000.25 / 10'005, 1e-9);
  EXPECT_EQ(baseline->p0, 0.625);
}

TEST(BaselineTest, SumsAddUpInAnyOrder) {
  BaselineSums parts = SumsOf({{{20, 3}, 7}});
  Add(SumsOf({{{1, 1}, 5}, {{5, 0}, 2}}), parts);
  EXPECT_EQ(parts, SumsOf({{{5, 0}, 2}, {{20, 3}, 7}, {{1, 1}, 5}}));
  EXPECT_EQ(parts, (BaselineSums{155, 26, 7 * 380 + 2 * 20, 7 * 6, 21}));
}

TEST(BaselineTest, AllFlaggedIsAnUpperBoundOfAll) {
  const auto baseline = FitBaseline(SumsOf({{{1, 1}, 5000}}));
  EXPECT_EQ(baseline->bound, 1);
  EXPECT_EQ(baseline->p0, 0.95);
}

TEST(BaselineTest, SumsThatNoClustersMakeGiveNone) {
  const double nan = std::nan(""), infinite = std::numeric_limits<double>::infinity();
  for (const BaselineSums& sums :
       {BaselineSums{3000, 3001, 0, 0, 0}, BaselineSums{3000, -1, 0, 0, 0}, BaselineSums{3000, 30, 10, 11, 0},
        BaselineSums{3000, 30, 1e8, 0, 0}, BaselineSums{3000, 30, 100, 1, 31}, BaselineSums{nan, 30, 0, 0, 0},
        BaselineSums{infinite, 30, 0, 0, 0}, BaselineSums{3000, nan, 0, 0, 0}, BaselineSums{3000, 30, nan, 0, 0},
        BaselineSums{3000, 30, 100, nan, 0}, BaselineSums{3000, 30, 100, 1, nan}}) {
    EXPECT_FALSE(FitBaseline(sums).has_value());
  }
}

TEST(BaselineTest, WhateverCountsComeItIsWithinItsRange) {
  const double sizes[] = {1, 2, 1000, 0x1p53}, shares[] = {0, 1e-9, 0.5, 1 - 1e-9, 1};
  for (const double n : sizes) {
    for (const double count : sizes) {
      for (const double share : shares) {
        BaselineSums sums = SumsOf({{{static_cast<std::uint64_t>(n), static_cast<std::uint64_t>(n * share)},
                                     static_cast<std::uint64_t>(count)}});
        Add({{1, 0}, 1}, sums);
        const auto baseline = FitBaseline(sums);
        if (!baseline) continue;
        EXPECT_TRUE(baseline->p0 >= 0.005 && baseline->p0 <= 0.95) << n << ' ' << count << ' ' << share;
        EXPECT_TRUE(baseline->rho >= 0 && baseline->rho <= 1);
        EXPECT_TRUE(baseline->bound >= 0 && baseline->bound <= 1);
      }
    }
  }
}

}  // namespace
}  // namespace labelwatch
