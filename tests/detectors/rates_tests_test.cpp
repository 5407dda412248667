// The bets of both tests, their sums, dating.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "detectors/rates/dating.h"
#include "detectors/rates/mixture.h"
#include "detectors/rates/recovery_test.h"

namespace labelwatch {
namespace {

TEST(WideNumberTest, HoldsWhatNoDoubleDoes) {
  EXPECT_EQ(Power(3, 4), (WideNumber{81, 0}));
  EXPECT_EQ(Power(0.5, 0), (WideNumber{1, 0}));
  EXPECT_NEAR(Ln(Power(2, 5000)), 5000 * std::numbers::ln2, 1e-9);
  EXPECT_NEAR(Ln(Power(0.5, 5000)), -5000 * std::numbers::ln2, 1e-9);
  EXPECT_EQ(Power(2, 5000) * Power(0.5, 5000), (WideNumber{1, 0})) << "comes back";
  EXPECT_TRUE(std::isfinite(Ln(Power(WideNumber::kLarge, kMostCounted))));
  EXPECT_TRUE(std::isfinite(Ln(Power(WideNumber::kSmall, kMostCounted))));
}

TEST(WideNumberTest, AWholeNumberIsLostInAFarLargerOne) {
  EXPECT_EQ(PlusWhole({2, 0}, 3), (WideNumber{5, 0}));
  EXPECT_EQ(PlusWhole(Power(2, 5000), 3), Power(2, 5000));
  EXPECT_EQ(PlusWhole(Power(0.5, 5000), 3), (WideNumber{3, 0}));
  EXPECT_EQ(PlusWhole({}, 3), (WideNumber{3, 0}));
  EXPECT_EQ(PlusWhole(Power(0.5, 5000), 0), Power(0.5, 5000));
}

TEST(RiseBetsTest, OfOneFrameTheFactorIsTheLikelihoodRatio) {
  const RiseBets bets(0.1, 0.3);
  const Factors flagged = bets.Of({1, 1}), good = bets.Of({1, 0});
  // Rates .125, .15, .2, .3, .5 against .1.
  for (const auto& [j, q] : {std::pair{0, 0.125}, {1, 0.15}, {2, 0.2}, {3, 0.3}, {4, 0.5}}) {
    EXPECT_NEAR(flagged[j], q / 0.1, 1e-12);
    EXPECT_NEAR(good[j], (1 - q) / 0.9, 1e-12);
  }
}

TEST(RiseBetsTest, AClusterOfFramesThatAreAlikeCountsAsOne) {
  const RiseBets bets(0.1, 1);
  for (std::size_t j = 0; j < kBets; ++j) {
    EXPECT_NEAR(bets.Of({50, 50})[j], bets.Of({1, 1})[j], 1e-12);
    EXPECT_NEAR(bets.Of({50, 0})[j], bets.Of({1, 0})[j], 1e-12);
  }
}

TEST(RiseBetsTest, TheFactorIsOneAtTheRatePromised) {
  const RiseBets bets(0.25, 0.1);
  for (const double factor : bets.Of({40, 10})) EXPECT_NEAR(factor, 1, 1e-12);
  for (const double lambda : bets.Lambda(40)) EXPECT_TRUE(lambda > 0 && lambda < 1);
}

TEST(RecoveryBetsTest, OfOneFrameTheFactorIsTheLikelihoodRatio) {
  RecoveryBets bets(0.2, 0.05, false);
  const Factors flagged = bets.Of({1, 1}), good = bets.Of({1, 0});
  for (std::size_t j = 0; j < kBets; ++j) {
    const double q = 0.2 / kBetRatios[j];
    EXPECT_NEAR(flagged[j], q / 0.2, 1e-12);
    EXPECT_NEAR(good[j], (1 - q) / 0.8, 1e-12);
  }
  EXPECT_EQ(RecoveryBets(0.2, 0.05, true).Of({1, 0}).size(), kBets);
}

// Beta-binomial of two frames: both with p (p + rho (1 - p)), none with (1 - p)(1 - p + rho p).
TEST(RecoveryBetsTest, TheMeanFactorIsOneAtTheRateDoubted) {
  const double p = 0.2, rho = 0.25, both = p * (p + rho * (1 - p)), none = (1 - p) * (1 - p + rho * p);
  for (const bool strict : {false, true}) {
    RecoveryBets bets(p, rho, strict);
    const Factors f0 = bets.Of({2, 0}), f1 = bets.Of({2, 1}), f2 = bets.Of({2, 2});
    for (std::size_t j = 0; j < kBets; ++j) {
      EXPECT_NEAR(none * f0[j] + (1 - none - both) * f1[j] + both * f2[j], 1, 1e-12);
      EXPECT_TRUE(f0[j] > f1[j] && f1[j] > f2[j] && f2[j] > 0);
    }
  }
}

TEST(RecoveryBetsTest, ARateMustFallBelowAMarginOverTheBaseline) {
  EXPECT_DOUBLE_EQ(RecoveryRate(0.02, 0.08), 0.04) << "the geometric mean";
  EXPECT_DOUBLE_EQ(RecoveryRate(0.02, 0.021), 0.03) << "half as much again";
  EXPECT_DOUBLE_EQ(RecoveryRate(0.9, 1), 0.95) << "half way to all";
}

TEST(MixtureTest, WithoutEvidenceItCountsFrames) {
  Mixture mixture;
  EXPECT_EQ(LnMean(mixture), -std::numeric_limits<double>::infinity()) << "nothing seen";
  const TickFactors neutral = Multiply(RiseBets(0.25, 0.1), std::vector<CountedCluster>{{{4, 1}, 10}});
  Advance(neutral, mixture);
  Advance(neutral, mixture);
  EXPECT_NEAR(LnMean(mixture), std::log(80), 1e-12);
  EXPECT_TRUE(Reaches(mixture, 79));
  EXPECT_FALSE(Reaches(mixture, 81));
  const Mixture before = mixture;
  Advance(Multiply(RiseBets(0.25, 0.1), {}), mixture);
  EXPECT_EQ(mixture, before) << "a tick without frames";
}

TEST(MixtureTest, AFlaggedFrameWeighsItsLikelihood) {
  Mixture mixture;
  Advance(Multiply(RiseBets(0.1, 0), std::vector<CountedCluster>{{{1, 1}}}), mixture);
  EXPECT_NEAR(LnMean(mixture), std::log((1.25 + 1.5 + 2 + 3 + 5) / 5), 1e-12);
}

TEST(DatingTest, StartsAnewWithEachGoodFrameUntilAFlaggedOne) {
  const RiseBets bets(0.1, 0);
  const auto good = Multiply(bets, std::vector<CountedCluster>{{{1, 0}}});
  const auto flagged = Multiply(bets, std::vector<CountedCluster>{{{1, 1}}});
  Dating dating;
  Advance(good, 0, dating);
  EXPECT_EQ(dating, StartDating(1));
  Advance(flagged, 1, dating);
  EXPECT_NEAR(dating.sum, std::log(2), 1e-12);
  Advance(good, 2, dating);
  EXPECT_EQ(dating.since, 1);
  EXPECT_EQ(dating.frames, 2U);
  EXPECT_EQ(dating.flagged, 1U);
  // ln 2 = .69 lasts for five good frames, each ln(8/9) = -.118; the sixth ends it.
  for (int tick = 3; tick < 7; ++tick) Advance(good, tick, dating);
  EXPECT_EQ(dating.since, 1);
  Advance(good, 7, dating);
  EXPECT_EQ(dating, StartDating(8));
}

TEST(DatingTest, FiveFlaggedFramesInThreeClustersAreEnough) {
  EXPECT_TRUE(FloorHolds({.frames = 60, .flagged = 5, .hit_clusters = 3}));
  EXPECT_FALSE(FloorHolds({.frames = 60, .flagged = 4, .hit_clusters = 4}));
  EXPECT_FALSE(FloorHolds({.frames = 60, .flagged = 40, .hit_clusters = 2}));
}

TEST(RatesTest, HostileCountsStayFinite) {
  for (const double p0 : {1e-6, 0.005, 0.5, 0.95, 1 - 1e-6}) {
    for (const double rho : {0.0, 0.3, 1.0}) {
      const std::uint64_t sizes[] = {1, 2, 1000, RecoveryBets::kMostExact, RecoveryBets::kMostExact + 1, kMostCounted};
      for (const std::uint64_t n : sizes) {
        for (const std::uint64_t k : {std::uint64_t{0}, std::uint64_t{1}, n}) {
          for (const std::uint64_t count : {std::uint64_t{1}, std::uint64_t{1} << 40, kMostCounted}) {
            const std::vector<CountedCluster> clusters = {{{n, k}, count}};
            Mixture rise, recovery, strict;
            Dating dating;
            for (int tick = 0; tick < 3; ++tick) {
              const TickFactors factors = Multiply(RiseBets(p0, rho), clusters);
              Advance(factors, rise);
              Advance(factors, tick, dating);
              Advance(Multiply(RecoveryBets(p0, std::clamp(rho, 0.05, 0.9), false), clusters), recovery);
              Advance(Multiply(RecoveryBets(p0, std::clamp(rho, 0.05, 0.9), true), clusters), strict);
            }
            EXPECT_TRUE(std::isfinite(LnMean(rise)) && std::isfinite(LnMean(recovery)) && std::isfinite(LnMean(strict)))
                << p0 << ' ' << rho << ' ' << n << ' ' << k << ' ' << count;
            EXPECT_TRUE(std::isfinite(dating.sum) && dating.sum >= 0);
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace labelwatch
