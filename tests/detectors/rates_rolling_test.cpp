// Windows and rates that forget: where late frames go, what falls out, what survives a restart.
#include <limits>

#include "detectors/rates/decayed_rate.h"
#include "detectors/rates/rolling_window.h"
#include "tests/detectors/rates_oracle.h"

namespace labelwatch {
namespace {

constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max(), kFirst = -kLast - 1;

TEST(RatesRolling, SumsWhatIsInTheWindow) {
  RollingWindow window(1000, 3);
  window.Add(500, {10, 1});
  window.Add(1500, {20, 2});
  window.Add(2500, {30, 3});
  EXPECT_EQ(window.Sum(), (FlagCount{60, 6}));
  window.Add(3500, {40, 4});
  EXPECT_EQ(window.Sum(), (FlagCount{90, 9}));
}

TEST(RatesRolling, LateFramesGoToTheirOwnPart) {
  RollingWindow window(1000, 3);
  window.Add(2500, {1, 0});
  EXPECT_TRUE(window.Add(700, {5, 5}));
  window.MoveTo(3000);  // the part of 700 falls out
  EXPECT_EQ(window.Sum(), (FlagCount{1, 0}));
}

TEST(RatesRolling, WhatIsTooLateIsCountedAsLate) {
  RollingWindow window(1000, 3);
  window.Add(5000, {1, 1});
  EXPECT_FALSE(window.Add(2999, {7, 2}));
  EXPECT_EQ(window.Sum(), (FlagCount{1, 1}));
  EXPECT_EQ(window.Late(), (FlagCount{7, 2}));
}

TEST(RatesRolling, AWindowGetsOldWithoutFrames) {
  RollingRates rates;
  rates.Add(0, {100, 10});
  rates.MoveTo(5 * kMinuteMs);
  EXPECT_EQ(rates.Window(0).Sum(), FlagCount{});
  EXPECT_EQ(rates.Window(1).Sum(), (FlagCount{100, 10}));
  rates.MoveTo(60 * kMinuteMs);
  EXPECT_EQ(rates.Window(1).Sum(), FlagCount{});
  EXPECT_EQ(rates.Window(2).Sum(), (FlagCount{100, 10}));
}

TEST(RatesRolling, TimesBefore1970HavePartsOfTheirOwn) {
  RollingWindow window(1000, 2);
  window.Add(-1500, {1, 0});
  window.Add(-500, {1, 0});
  window.Add(500, {1, 0});
  EXPECT_EQ(window.Sum(), (FlagCount{2, 0}));
}

TEST(RatesRolling, EndsOfTimeAndCountsHoldStill) {
  RollingWindow window(1, 4);
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  window.Add(kFirst, {kMost, 5});
  window.Add(kFirst, {kMost, kMost});
  EXPECT_EQ(window.Sum(), (FlagCount{kMost, kMost}));
  window.Add(kLast, {3, 9});
  EXPECT_EQ(window.Sum(), (FlagCount{3, 3}));
  EXPECT_FALSE(window.Add(kFirst, {1, 1}));
  RollingWindow loaded(1, 4);
  EXPECT_TRUE(loaded.Load(window.Save()));
  EXPECT_EQ(loaded.Save(), window.Save());
}

// Against all frames remembered, whatever their order.
TEST(RatesRolling, AgreesWithCountingAgain) {
  Uniforms uniforms(1);
  RollingWindow window(100, 7), restarted(100, 7);
  std::vector<std::pair<std::int64_t, FlagCount>> all;
  std::int64_t newest = -100'000;
  for (int i = 0; i < 3000; ++i) {
    const auto time = static_cast<std::int64_t>(uniforms.Next() * 1000) + i * 20 - 30'000;
    const FlagCount count{uniforms.Below(10) + 1, uniforms.Below(2)};
    const bool in_time = window.Add(time, count);
    RollingWindow next(100, 7);
    ASSERT_TRUE(next.Load(restarted.Save()));
    restarted = next;
    restarted.Add(time, count);
    if (in_time) all.emplace_back(time, count);
    newest = std::max(newest, time);
    FlagCount expected;
    const auto part = [](std::int64_t t) {
      return static_cast<std::int64_t>(std::floor(static_cast<double>(t) / 100));
    };
    for (const auto& [at, frames] : all) {
      if (part(newest) - part(at) >= 7) continue;
      expected.frames += frames.frames;
      expected.flagged += frames.flagged;
    }
    ASSERT_EQ(window.Sum(), expected);
    ASSERT_EQ(restarted.Save(), window.Save());
  }
  EXPECT_GT(window.Late().frames, 0);
}

TEST(RatesRolling, RefusesStateThatIsNone) {
  RollingWindow window(1000, 3);
  window.Add(1000, {2, 1});
  const auto before = window.Save();
  EXPECT_FALSE(window.Load({5, std::vector<FlagCount>(4), {}}));
  EXPECT_FALSE(window.Load({5, {{1, 2}}, {}}));
  EXPECT_FALSE(window.Load({std::nullopt, {{1, 1}}, {}}));
  EXPECT_FALSE(window.Load({kLast, {}, {}}));
  EXPECT_EQ(window.Save(), before);
}

TEST(RatesDecayed, AHalfLifeHalves) {
  DecayedRate rate(1000);
  rate.Add(0, {100, 100});
  rate.Add(1000, {50, 0});
  EXPECT_DOUBLE_EQ(rate.Rate(), 0.5);  // 50 of 50 + 50
  EXPECT_DOUBLE_EQ(rate.EffectiveFrames(), 100 * 100 / (25.0 + 50));
  EXPECT_DOUBLE_EQ(rate.Weight(2000), 50);
}

// Constant gaps: an exponentially weighted mean with a = 1 - keep has (2 - a) / a effective frames.
TEST(RatesDecayed, EffectiveFramesAreThoseOfAnExponentialMean) {
  DecayedRate rate(1000);
  for (std::int64_t i = 0; i < 100'000; ++i) rate.Add(i * 100, {1, i % 5 == 0 ? 1u : 0u});
  const double a = 1 - std::exp2(-0.1);
  EXPECT_NEAR(rate.EffectiveFrames(), (2 - a) / a, 1e-9);
  EXPECT_NEAR(rate.Rate(), 0.2, 0.05);
  EXPECT_LT(rate.Bounds().low, 0.2);
  EXPECT_GT(rate.Bounds().high, 0.2);
}

TEST(RatesDecayed, LateFramesHaveTheWeightOfTheirTime) {
  DecayedRate in_order(1000), late(1000);
  in_order.Add(0, {10, 10});
  in_order.Add(700, {30, 1});
  late.Add(700, {30, 1});
  late.Add(0, {10, 10});
  EXPECT_NEAR(in_order.Rate(), late.Rate(), 1e-15);
  EXPECT_NEAR(in_order.EffectiveFrames(), late.EffectiveFrames(), 1e-12);
}

TEST(RatesDecayed, NothingBecomesNoNumber) {
  DecayedRate rate(1);
  EXPECT_EQ(rate.Rate(), 0);
  EXPECT_EQ(rate.EffectiveFrames(), 0);
  EXPECT_EQ(rate.Bounds(), Interval{});
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  for (const std::int64_t time : {kFirst, std::int64_t{0}, std::int64_t{300}, std::int64_t{800}, kLast, kFirst}) {
    rate.Add(time, {kMost, kMost});
    EXPECT_DOUBLE_EQ(rate.Rate(), 1);
    EXPECT_TRUE(std::isfinite(rate.EffectiveFrames()));
    EXPECT_GE(rate.EffectiveFrames(), 1);
    EXPECT_TRUE(std::isfinite(rate.Weight(kLast)));
    DecayedRate loaded(1);
    EXPECT_TRUE(loaded.Load(rate.Save()));
    EXPECT_EQ(loaded.Save(), rate.Save());
  }
  EXPECT_FALSE(rate.Load({0, NAN, 0, 0}));
  EXPECT_FALSE(rate.Load({0, 1, 2, 1}));
  EXPECT_FALSE(rate.Load({0, 1, 1, 0}));
  EXPECT_FALSE(rate.Load({std::nullopt, 1, 1, 1}));
}

}  // namespace
}  // namespace labelwatch
