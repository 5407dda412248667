// Before anyone is blamed: moved scores, common causes and mixes of classes.
#include <limits>

#include "detectors/rates/common_cause.h"
#include "detectors/rates/score_shift.h"
#include "tests/detectors/rates_oracle.h"

namespace labelwatch {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();

BinnedScores Drawn(std::uint64_t seed, int count, double scale) {
  Uniforms uniforms(seed);
  BinnedScores histogram;
  for (int i = 0; i < count; ++i) histogram.Add(scale * uniforms.Next());
  return histogram;
}

TEST(RatesScores, ScoresThatAreHalvedHaveMoved) {
  const ScoreShift shift = CompareScores(Drawn(1, 5000, 1), Drawn(2, 5000, 0.5), 1);
  EXPECT_TRUE(shift.moved);
  EXPECT_TRUE(shift.lower);
  EXPECT_NEAR(shift.distance, 0.5, 0.03);
  EXPECT_NEAR(shift.at, 0.5, 0.02);
}

TEST(RatesScores, EqualOnesHaveNot) {
  const ScoreShift shift = CompareScores(Drawn(1, 5000, 1), Drawn(2, 5000, 1), 1);
  EXPECT_FALSE(shift.moved);
  EXPECT_LT(shift.distance, shift.limit);
}

// One bin each: D is 1; one score each says nothing.
TEST(RatesScores, OneScoreSaysNothing) {
  BinnedScores low, high;
  low.Add(0);
  high.Add(1);
  const ScoreShift shift = CompareScores(low, high, 1);
  EXPECT_EQ(shift.distance, 1);
  EXPECT_FALSE(shift.moved);
}

TEST(RatesScores, DistanceAgreesWithScipy) {
  const auto oracles = Oracles("mix_distances.json");
  if (oracles.empty()) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
  std::size_t compared = 0;
  for (const auto& one : oracles.back()["cases"].GetArray()) {
    const auto reference = NumbersOf(one["reference"]), current = NumbersOf(one["current"]);
    if (reference.size() > BinnedScores::kBins) continue;
    std::array<double, BinnedScores::kBins> before{}, now{};
    std::copy(reference.begin(), reference.end(), before.begin());
    std::copy(current.begin(), current.end(), now.begin());
    EXPECT_NEAR(CompareScores(*BinnedScores::From(before), *BinnedScores::From(now), 1).distance,
                one["ks_binned"].GetDouble(), 1e-9);
    ++compared;
  }
  EXPECT_GT(compared, 20);
}

// 200 looks at a stream that stays, with no least distance: at most alpha of the streams move ever.
TEST(RatesScores, LooksTogetherKeepThePromise) {
  ScoreShiftOptions options;
  options.alpha = 0.1;
  options.least = 0;
  options.design_effect = 1;
  int moved = 0;
  for (std::uint64_t run = 0; run < 100; ++run) {
    const BinnedScores reference = Drawn(1000 + run, 2000, 1);
    bool ever = false;
    for (std::uint64_t look = 1; look <= 200; ++look) {
      ever = ever || CompareScores(reference, Drawn(run * 1000 + look, 200, 1), look, options).moved;
    }
    moved += ever ? 1 : 0;
  }
  EXPECT_LE(moved, 10);
}

TEST(RatesScores, AWatchTellsVersionsFromSilentChanges) {
  ScoreWatch watch;
  Uniforms uniforms(3);
  const auto feed = [&](const char* version, int count, double scale) {
    for (int i = 0; i < count; ++i) watch.Add(version, scale * uniforms.Next());
    return watch.Look();
  };
  EXPECT_EQ(feed("1", 4000, 1), ModelState::kLearning);
  EXPECT_EQ(feed("1", 2000, 1), ModelState::kAsBefore);
  EXPECT_EQ(feed("1", 2000, 0.6), ModelState::kScoresMoved);
  EXPECT_EQ(feed("1", 2000, 1), ModelState::kAsBefore);
  EXPECT_EQ(feed("2", 10, 1), ModelState::kNewVersion);
  EXPECT_EQ(feed("2", 2000, 1), ModelState::kNewVersion);
  EXPECT_EQ(feed("2", 2000, 0.6), ModelState::kNewAndMoved);
  EXPECT_TRUE(ModelChanged(ModelState::kNewAndMoved));
  watch.Accept();
  EXPECT_EQ(feed("2", 5000, 0.6), ModelState::kLearning);
  ScoreWatch restarted;
  restarted.Load(watch.Save());
  for (int i = 0; i < 1000; ++i) restarted.Add("2", 0.6 * uniforms.Next());
  EXPECT_EQ(restarted.Look(), ModelState::kAsBefore);
}

TEST(RatesScores, WhatIsNoScoreIsLeftOutOrBroughtIntoRange) {
  BinnedScores histogram;
  EXPECT_EQ(histogram.Quantile(0.5), 0);
  histogram.Add(kNan);
  histogram.Add(0.5, kNan);
  histogram.Add(0.5, -1);
  histogram.Add(0.5, kInf);
  EXPECT_EQ(histogram.Count(), 0);
  histogram.Add(-kInf);
  histogram.Add(kInf);
  EXPECT_EQ(histogram.In(0), 1);
  EXPECT_EQ(histogram.In(BinnedScores::kBins - 1), 1);
  EXPECT_FALSE(CompareScores(BinnedScores(), histogram, 0).moved);
  std::array<double, BinnedScores::kBins> bins{};
  bins[3] = kNan;
  EXPECT_FALSE(BinnedScores::From(bins));
}

TEST(RatesCause, OneOfTen) {
  std::vector<SeriesNow> series(10, {0.02, 1000, 20});
  series[4].flagged = 100;
  const CommonCause found = FindCommonCause(series);
  EXPECT_EQ(found.cause, RiseCause::kOne);
  EXPECT_EQ(found.largest, 4);
  EXPECT_DOUBLE_EQ(found.ratio_of_largest, 5);
  EXPECT_DOUBLE_EQ(found.ratio_of_rest, 1);
}

TEST(RatesCause, AllOfTen) {
  const std::vector<SeriesNow> series(10, {0.02, 1000, 60});
  EXPECT_EQ(FindCommonCause(series).cause, RiseCause::kCommon);
  EXPECT_EQ(FindCommonCause(series).risen, 10);
}

TEST(RatesCause, ThreeOfTen) {
  std::vector<SeriesNow> series(10, {0.02, 1000, 20});
  for (const std::size_t i : {1, 5, 8}) series[i].flagged = 100;
  EXPECT_EQ(FindCommonCause(series).cause, RiseCause::kSeveral);
}

TEST(RatesCause, NothingRoseAndNobodyToCompareWith) {
  EXPECT_EQ(FindCommonCause(std::vector<SeriesNow>(10, {0.02, 1000, 20})).cause, RiseCause::kNone);
  EXPECT_EQ(FindCommonCause(std::vector<SeriesNow>(1, {0.02, 1000, 90})).cause, RiseCause::kUnclear);
  EXPECT_EQ(FindCommonCause({}).cause, RiseCause::kNone);
}

// Drawn: 2 % to 6 % for one, for all, or for nobody, 500 frames each.
TEST(RatesCause, ToldApartInDrawnSeries) {
  Uniforms uniforms(21);
  const auto share = [&](RiseCause wanted, std::size_t risen) {
    int right = 0;
    for (int run = 0; run < 200; ++run) {
      std::vector<SeriesNow> series(8, {0.02, 500, 0});
      for (std::size_t i = 0; i < series.size(); ++i) {
        for (int frame = 0; frame < 500; ++frame) series[i].flagged += uniforms.Is(i < risen ? 0.06 : 0.02) ? 1 : 0;
      }
      right += FindCommonCause(series).cause == wanted ? 1 : 0;
    }
    return right;
  };
  const int one = share(RiseCause::kOne, 1), all = share(RiseCause::kCommon, 8);
  std::cout << "one of eight: " << one << " of 200 right, all: " << all << " of 200 right\n";
  EXPECT_GE(one, 170);
  EXPECT_GE(all, 198);
}

TEST(RatesCause, WhatIsNoCountGivesANumberStill) {
  const double hostile[] = {kNan, kInf, -kInf, -1, 0, 1e-300, 0.5, 1, 1e300};
  for (const double before : hostile) {
    for (const double frames : hostile) {
      for (const double flagged : hostile) {
        const CommonCause found =
            FindCommonCause(std::vector<SeriesNow>{{before, frames, flagged}, {0.02, 100, 50}, {0.02, 100, 1}}, kNan);
        for (const double value : {found.ratio, found.ratio_of_largest, found.ratio_of_rest, found.bounds_of_rest.low,
                                   found.bounds_of_rest.high}) {
          EXPECT_TRUE(std::isfinite(value)) << before << " " << frames << " " << flagged;
        }
        const AdjustedRate rate = AdjustForMix(
            std::vector<ClassCount>{{before, flagged, frames, flagged}, {frames, before, flagged, before}}, kInf);
        for (const double value : {rate.before, rate.now, rate.expected, rate.explained, rate.adjusted.rate,
                                   rate.adjusted.bounds.low, rate.adjusted.bounds.high}) {
          EXPECT_TRUE(value >= 0 && value <= 1 + 1e-9) << before << " " << frames << " " << flagged;
        }
      }
    }
  }
}

// Cars 2 %, bicycles 10 %, half and half before: 6 %. Now 10 : 90 with the same rates: 9.2 %, all of it by the mix.
TEST(RatesAdjusted, MoreHardClassesAreNotWorseWork) {
  const AdjustedRate rate = AdjustForMix(std::vector<ClassCount>{{0.5, 0.02, 1000, 20}, {0.5, 0.1, 9000, 900}});
  EXPECT_NEAR(rate.before, 0.06, 1e-12);
  EXPECT_NEAR(rate.now, 0.092, 1e-12);
  EXPECT_NEAR(rate.expected, 0.092, 1e-12);
  EXPECT_NEAR(rate.adjusted.rate, 0.06, 1e-12);
  EXPECT_NEAR(rate.explained, 1, 1e-12);
  EXPECT_TRUE(rate.by_mix);
}

TEST(RatesAdjusted, WorseWorkIsNotExplainedByTheMix) {
  const AdjustedRate rate = AdjustForMix(std::vector<ClassCount>{{0.5, 0.02, 5000, 300}, {0.5, 0.1, 5000, 1000}});
  EXPECT_NEAR(rate.explained, 0, 1e-12);
  EXPECT_NEAR(rate.adjusted.rate, 0.13, 1e-12);
  EXPECT_FALSE(rate.by_mix);
}

TEST(RatesAdjusted, AClassThatDidNotComeKeepsItsRate) {
  const AdjustedRate rate = AdjustForMix(std::vector<ClassCount>{{0.5, 0.02, 1000, 20}, {0.5, 0.1, 0, 0}});
  EXPECT_NEAR(rate.adjusted.rate, 0.06, 1e-12);
  EXPECT_NEAR(rate.now, 0.02, 1e-12);
}

}  // namespace
}  // namespace labelwatch
