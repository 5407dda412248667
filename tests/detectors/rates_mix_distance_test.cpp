// Distances of mixes: by hand, by scipy, and their floors by drawing mixes that do not differ.
#include <limits>

#include "detectors/rates/intervals.h"
#include "detectors/rates/mix.h"
#include "tests/detectors/rates_oracle.h"

namespace labelwatch {
namespace {

TEST(RatesMix, EqualMixesLieNowhereApart) {
  const auto distance = CompareMixes(std::vector<double>{10, 30}, std::vector<double>{100, 300});
  EXPECT_DOUBLE_EQ(distance->psi, 0);
  EXPECT_DOUBLE_EQ(distance->jensen_shannon, 0);
  EXPECT_DOUBLE_EQ(distance->total_variation, 0);
}

TEST(RatesMix, ATenthThatMoves) {
  const auto distance = CompareMixes(std::vector<double>{50, 50}, std::vector<double>{60, 40});
  EXPECT_NEAR(distance->psi, 0.1 * std::log(0.6 / 0.5) - 0.1 * std::log(0.4 / 0.5), 1e-12);
  EXPECT_NEAR(distance->total_variation, 0.1, 1e-12);
  EXPECT_NEAR(distance->largest, 0.1, 1e-12);
  EXPECT_NEAR(distance->psi_floor, ChiSquareQuantile(1, 0.95) * 0.02, 1e-12);
}

TEST(RatesMix, MixesWithNothingInCommonAreAsFarApartAsCanBe) {
  const auto distance = CompareMixes(std::vector<double>{5, 0}, std::vector<double>{0, 5});
  EXPECT_NEAR(distance->jensen_shannon, std::sqrt(std::log(2.0)), 1e-12);
  EXPECT_DOUBLE_EQ(distance->total_variation, 1);
}

TEST(RatesMix, WhatIsNoMixGivesNothingOrANumber) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN(), kInf = std::numeric_limits<double>::infinity();
  EXPECT_FALSE(CompareMixes({}, std::vector<double>{1}));
  EXPECT_FALSE(CompareMixes(std::vector<double>{0, -3, kNan}, std::vector<double>{1}));
  const auto distance = CompareMixes(std::vector<double>{kInf, 1e-9, 1e-300}, std::vector<double>{0, 1e-9}, kNan);
  ASSERT_TRUE(distance);
  for (const double value : {distance->psi, distance->jensen_shannon, distance->total_variation, distance->largest,
                             distance->jensen_shannon_floor}) {
    EXPECT_TRUE(std::isfinite(value)) << value;
  }
  EXPECT_EQ(CompareMixes(std::vector<double>{3}, std::vector<double>{4})->psi_floor, 0);
}

TEST(RatesMix, AgreesWithScipy) {
  const auto oracles = Oracles("mix_distances.json");
  if (oracles.empty()) GTEST_SKIP() << "no shared data in " << LABELWATCH_SHARED;
  for (const auto& one : oracles.back()["cases"].GetArray()) {
    const auto distance = CompareMixes(NumbersOf(one["reference"]), NumbersOf(one["current"]));
    ASSERT_TRUE(distance);
    const std::pair<const char*, double> ours[] = {
        {"psi_eps1e-4", distance->psi},
        {"js_distance_ln", distance->jensen_shannon},
        {"total_variation", distance->total_variation},
        {"l_inf", distance->largest},
        {"psi_critical_95", distance->psi_floor},
    };
    for (const auto& [name, value] : ours) EXPECT_NEAR(value, one[name].GetDouble(), 1e-9) << name;
  }
}

// 20 classes, 2,000 labels in each window, nothing changes: a twentieth of the windows lies above the floor.
TEST(RatesMix, ATwentiethLiesAboveTheFloorByChance) {
  Uniforms uniforms(5);
  const auto draw = [&] {
    std::vector<double> counts(20);
    for (int i = 0; i < 2000; ++i) ++counts[uniforms.Below(20)];
    return counts;
  };
  int above = 0;
  for (int window = 0; window < 1000; ++window) {
    const auto distance = CompareMixes(draw(), draw());
    above += distance->psi > distance->psi_floor ? 1 : 0;
  }
  EXPECT_NEAR(above, 50, 25);
}

}  // namespace
}  // namespace labelwatch
