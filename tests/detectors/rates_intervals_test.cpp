// Intervals of rates: those that can be checked by hand, those of scipy, and counts that are none.
#include <limits>

#include "detectors/rates/intervals.h"
#include "tests/detectors/rates_oracle.h"

namespace labelwatch {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();

TEST(RatesIntervals, NoneFlaggedOfOne) {
  // The chance of none of one is 1 - p: at least 5 % up to p = .95.
  EXPECT_NEAR(UpperBound(0, 1), 0.95, 1e-12);
  EXPECT_EQ(LowerBound(0, 1), 0);
}

TEST(RatesIntervals, AllOfThreeSayTwentyNinePercent) {
  EXPECT_NEAR(ClopperPearson(3, 3).low, std::cbrt(0.025), 1e-12);
  EXPECT_EQ(ClopperPearson(3, 3).high, 1);
}

TEST(RatesIntervals, RuleOfThree) { EXPECT_NEAR(UpperBound(0, 1000), 1 - std::pow(0.05, 1e-3), 1e-12); }

TEST(RatesIntervals, WilsonAtHalf) {
  // p^ = 1/2: 1/2 -+ z / (2 sqrt(n + z^2)).
  const double z = 1.959963984540054, reach = z / (2 * std::sqrt(100 + z * z));
  EXPECT_NEAR(Wilson(50, 100).low, 0.5 - reach, 1e-12);
  EXPECT_NEAR(Wilson(50, 100).high, 0.5 + reach, 1e-12);
}

TEST(RatesIntervals, QuantilesThatAreKnown) {
  EXPECT_NEAR(BetaQuantile(1, 1, 0.3), 0.3, 1e-15);
  EXPECT_NEAR(BetaQuantile(2, 1, 0.25), 0.5, 1e-15);
  EXPECT_NEAR(NormalQuantile(0.975), 1.959963984540054, 1e-12);
  EXPECT_NEAR(ChiSquareQuantile(2, 0.95), -2 * std::log(0.05), 1e-12);
}

TEST(RatesIntervals, WhatIsNoCountGivesANumberStill) {
  for (const double flagged : {-1.0, 0.0, 0.5, 1.0, 5.0, 1e9, 1e18, 1e300, kInf, -kInf, kNan}) {
    for (const double frames : {-1.0, 0.0, 1e-300, 0.5, 1.0, 4.0, 1e6, 1e9, 1e18, 1e300, kInf, -kInf, kNan}) {
      for (const Interval& interval :
           {Wilson(flagged, frames), ClopperPearson(flagged, frames), Jeffreys(flagged, frames),
            Interval{LowerBound(flagged, frames), UpperBound(flagged, frames)}}) {
        EXPECT_GE(interval.low, 0) << flagged << " of " << frames;
        EXPECT_LE(interval.low, interval.high) << flagged << " of " << frames;
        EXPECT_LE(interval.high, 1) << flagged << " of " << frames;
      }
    }
  }
  EXPECT_EQ(Wilson(3, 0), Interval{});
  EXPECT_EQ(Wilson(7, 4), Wilson(4, 4));
}

// One flagged of n: the chance of none, (1 - p)^n, is 1 - tail at the lower end.
TEST(RatesIntervals, SmallOnesHaveAllTheirDigits) {
  for (const double n : {100.0, 50'000.0, 1e6}) {
    for (const double tail : {0.05, 0.025, 0.005}) {
      EXPECT_NEAR(LowerBound(1, n, 1 - tail) / -std::expm1(std::log1p(-tail) / n), 1, 1e-12) << n << " " << tail;
    }
  }
}

// 14 of the oracle's values, all below 3e-4, differ from the closed form above in the last of 1e-12, so that is
// allowed.
TEST(RatesIntervals, AgreeWithScipy) {
  const auto oracles = Oracles("intervals.json");
  if (oracles.empty()) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
  std::size_t rows = 0;
  for (const auto& row : oracles.back()["rows"].GetArray()) {
    const auto theirs = NumbersOf(row);
    const double k = theirs[0], n = theirs[1], confidence = theirs[2];
    const Interval exact = ClopperPearson(k, n, confidence), wilson = Wilson(k, n, confidence),
                   jeffreys = Jeffreys(k, n, confidence);
    const double ours[] = {exact.low,
                           exact.high,
                           wilson.low,
                           wilson.high,
                           jeffreys.low,
                           jeffreys.high,
                           UpperBound(k, n, confidence),
                           LowerBound(k, n, confidence)};
    for (std::size_t i = 0; i < std::size(ours); ++i) {
      EXPECT_TRUE(Agree(ours[i], theirs[i + 3], 1e-12)) << k << " of " << n << " at " << confidence << ", column "
                                                        << i + 3 << ": " << ours[i] << " for " << theirs[i + 3];
    }
    ++rows;
  }
  EXPECT_GT(rows, 100);
}

TEST(RatesIntervals, BetaQuantilesAgreeWithScipy) {
  const auto oracles = Oracles("beta_quantiles.json");
  if (oracles.empty()) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
  for (const auto& row : oracles.back()["rows"].GetArray()) {
    const auto theirs = NumbersOf(row);
    if (theirs[3] <= 1e-300) continue;
    const double ours = BetaQuantile(theirs[0], theirs[1], theirs[2]);
    EXPECT_NEAR(ours / theirs[3], 1, 1e-9) << theirs[0] << " " << theirs[1] << " " << theirs[2];
  }
}

}  // namespace
}  // namespace labelwatch
