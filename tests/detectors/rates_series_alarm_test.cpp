#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "detectors/labels/random.h"
#include "detectors/rates/alarm_budget.h"
#include "detectors/rates/series_alarm.h"

namespace labelwatch {
namespace {

const AlarmTerms kTerms = {.p0 = 0.1, .rho = 0.05, .frames_per_false_alarm = 1000, .frames_per_false_recovery = 1000};

std::vector<CountedCluster> Frames(std::uint64_t good, std::uint64_t flagged) {
  TickClusters clusters;
  clusters.AddSingles(good + flagged, flagged);
  return {clusters.Pairs().begin(), clusters.Pairs().end()};
}

// The first change within `ticks` ticks that all hold the same.
std::optional<AlarmChange> FirstChange(const AlarmTerms& terms, std::int64_t& tick, std::int64_t ticks,
                                       const std::vector<CountedCluster>& clusters, SeriesAlarm& state) {
  for (const std::int64_t end = tick + ticks; tick < end;) {
    if (const auto change = Advance(terms, tick++, clusters, state)) return change;
  }
  return std::nullopt;
}

TEST(SeriesAlarmTest, RaisesWhenTheRateHasRisenAndClearsWhenItIsBack) {
  SeriesAlarm state;
  std::int64_t tick = 0;
  EXPECT_FALSE(FirstChange(kTerms, tick, 100, Frames(19, 1), state).has_value());

  const auto raised = FirstChange(kTerms, tick, 100, Frames(10, 10), state);
  ASSERT_TRUE(raised.has_value());
  EXPECT_TRUE(raised->raised);
  EXPECT_EQ(raised->since, 100);
  EXPECT_LT(raised->tick, 105);
  EXPECT_EQ(raised->frames, 20U * static_cast<std::uint64_t>(raised->tick - 99));
  EXPECT_EQ(raised->rate, 0.5);
  EXPECT_NEAR(raised->recovery_rate, std::sqrt(0.1 * 0.5), 1e-12);
  EXPECT_GE(raised->evidence, 0);
  EXPECT_TRUE(state.raised);

  EXPECT_FALSE(FirstChange(kTerms, tick, 50, Frames(10, 10), state).has_value()) << "one alarm, however long it lasts";
  const auto cleared = FirstChange(kTerms, tick, 100, Frames(19, 1), state);
  ASSERT_TRUE(cleared.has_value());
  EXPECT_FALSE(cleared->raised);
  EXPECT_EQ(cleared->since, raised->since);
  EXPECT_EQ(state, (SeriesAlarm{.seen = StartDating(cleared->tick + 1)})) << "starts afresh";
}

// 13 % of frames: above p0, and below the rate that clears an alarm, 15 %.
TEST(SeriesAlarmTest, ARateBetweenTheTwoTestsIsNotRaisedAndClearedWithoutEnd) {
  for (const std::uint64_t frames_to_come_back : {0, 20'000}) {
    const AlarmTerms terms = {
        .p0 = 0.1, .rho = 0.05, .frames_per_false_alarm = 10'000, .frames_to_come_back = frames_to_come_back};
    SeriesAlarm state;
    std::vector<AlarmChange> changes;
    Random random(1);
    for (std::int64_t tick = 0; tick < 5000; ++tick) {
      std::uint64_t flagged = 0;
      for (int i = 0; i < 40; ++i) flagged += random.Uniform() < 0.13 ? 1 : 0;
      if (const auto change = Advance(terms, tick, Frames(40 - flagged, flagged), state)) changes.push_back(*change);
    }
    if (frames_to_come_back == 0) {
      EXPECT_GT(changes.size(), 40U);
      EXPECT_FALSE(changes[2].again);
      continue;
    }
    EXPECT_LE(changes.size(), 5U);
    EXPECT_TRUE(changes.back().raised) << "it stands";
    EXPECT_FALSE(changes[0].again);
    EXPECT_TRUE(changes[2].again);
    EXPECT_NEAR(changes[2].recovery_rate, std::sqrt(terms.p0 * changes[0].recovery_rate), 1e-12);
  }
}

TEST(SeriesAlarmTest, AnAlarmLongAfterTheLastIsAnotherOne) {
  AlarmTerms terms = kTerms;
  terms.frames_to_come_back = 2000;
  SeriesAlarm state;
  std::int64_t tick = 0;
  for (const int quiet : {50, 200}) {  // ticks of 20 frames
    ASSERT_TRUE(FirstChange(terms, tick, 200, Frames(10, 10), state));
    ASSERT_TRUE(FirstChange(terms, tick, 500, Frames(19, 1), state));
    EXPECT_FALSE(FirstChange(terms, tick, quiet, Frames(19, 1), state));
    SeriesAlarm later = state;
    const auto raised = FirstChange(terms, tick, 200, Frames(10, 10), later);
    ASSERT_TRUE(raised);
    EXPECT_EQ(raised->again, quiet == 50);
  }
}

TEST(SeriesAlarmTest, OneOddSequenceIsNoAlarm) {
  SeriesAlarm state;
  std::int64_t tick = 0;
  const AlarmTerms alike = {.p0 = 0.02, .rho = 0, .frames_per_false_alarm = 100};
  EXPECT_FALSE(FirstChange(alike, tick, 2, {{{1000, 1000}}}, state).has_value());
  EXPECT_TRUE(Reaches(state.evidence, 100));
  EXPECT_TRUE(FirstChange(alike, tick, 1, {{{1000, 1000}}}, state).has_value()) << "three are";
}

TEST(SeriesAlarmTest, TicksWithoutClustersMayBeLeftOut) {
  SeriesAlarm all, few;
  for (std::int64_t tick = 0; tick < 400; ++tick) {
    const bool some = tick % 3 == 0;
    const auto clusters = some ? Frames(3, tick > 200 ? 2 : 0) : std::vector<CountedCluster>{};
    const auto change = Advance(kTerms, tick, clusters, all);
    if (!some) continue;
    const auto other = Advance(kTerms, tick, clusters, few);
    ASSERT_EQ(change.has_value(), other.has_value());
    if (change) {
      EXPECT_EQ(change->since, other->since);
    }
  }
  EXPECT_TRUE(all.raised && few.raised);
}

TEST(SeriesAlarmTest, WhatIsReadBackGoesOnToTheLastBit) {
  Random random(7);
  SeriesAlarm state;
  for (std::int64_t tick = 0; tick < 3000; ++tick) {
    const bool high = tick / 500 % 2 == 1;
    const std::vector<CountedCluster> clusters = {{{5, random.Below(high ? 5 : 2)}, 1}, {{20, 0}, 1}};
    SeriesAlarm read = state;
    ASSERT_TRUE(Possible(read));
    Advance(kTerms, tick, clusters, state);
    Advance(kTerms, tick, clusters, read);
    ASSERT_EQ(read, state);
  }
}

TEST(SeriesAlarmTest, TermsAndStatesThatCannotBeAreKnown) {
  EXPECT_TRUE(Possible(kTerms));
  const double nan = std::nan("");
  for (const AlarmTerms& terms :
       {AlarmTerms{}, AlarmTerms{.p0 = nan, .frames_per_false_alarm = 10},
        AlarmTerms{.p0 = 1, .frames_per_false_alarm = 10},
        AlarmTerms{.p0 = 0.1, .rho = nan, .frames_per_false_alarm = 10},
        AlarmTerms{.p0 = 0.1, .rho = 2, .frames_per_false_alarm = 10},
        AlarmTerms{.p0 = 0.1, .frames_per_false_alarm = nan},
        AlarmTerms{.p0 = 0.1, .frames_per_false_alarm = 10, .frames_per_false_recovery = 0}}) {
    EXPECT_FALSE(Possible(terms));
  }
  SeriesAlarm state;
  EXPECT_TRUE(Possible(state));
  state.evidence.sums[3] = {nan, 0};
  EXPECT_FALSE(Possible(state));
  state.evidence.sums[3] = {1, 7};
  EXPECT_FALSE(Possible(state));
  EXPECT_FALSE(Possible(SeriesAlarm{.seen = {.sum = nan}}));
  EXPECT_FALSE(Possible(SeriesAlarm{.seen = {.frames = 1, .flagged = 2}}));
  EXPECT_FALSE(Possible(SeriesAlarm{.raised = true}));
}

TEST(SeriesAlarmTest, HostileCountsEndInPossibleStates) {
  Random random(11);
  const std::uint64_t numbers[] = {1, 2, 3, 20, 1000, 5000, std::uint64_t{1} << 40, kMostCounted};
  for (int run = 0; run < 30; ++run) {
    SeriesAlarm state;
    const AlarmTerms terms = {.p0 = run % 2 == 0 ? 1e-6 : 0.95,
                              .rho = run % 3 * 0.5,
                              .frames_per_false_alarm = 1e6,
                              .frames_per_false_recovery = 1e6,
                              .strict_recovery = run % 5 == 0};
    for (std::int64_t tick = 0; tick < 100; ++tick) {
      TickClusters clusters;
      for (int i = 0; i < 4; ++i)
        clusters.Add({numbers[random.Below(8)], numbers[random.Below(8)]}, numbers[random.Below(8)]);
      const auto change = Advance(terms, tick, clusters.Pairs(), state);
      ASSERT_TRUE(Possible(state));
      if (change) {
        ASSERT_TRUE(std::isfinite(change->evidence) && change->rate >= 0 && change->rate <= 1);
      }
    }
  }
}

// The promise: a false alarm after A frames on average, or later. The expectation is 1.2 to 1.35 A, so that the mean of
// so many runs lies ten standard errors above.
TEST(SeriesAlarmTest, FalseAlarmsKeepTheBudget) {
  struct Cell {
    std::uint64_t size;
    double p0, icc;
  };
  for (const Cell& cell : {Cell{1, 0.05, 0}, Cell{20, 0.02, 0.2}, Cell{5, 0.1, 0.2}}) {
    const AlarmTerms terms = {.p0 = cell.p0, .rho = cell.icc, .frames_per_false_alarm = 1000};
    Random random(2026);
    constexpr int kRuns = 4000;
    double frames = 0;
    for (int run = 0; run < kRuns; ++run) {
      SeriesAlarm state;
      for (std::int64_t tick = 0; !state.raised; ++tick) {
        Cluster cluster = {cell.size, 0};
        // Frames of a cluster are alike with this probability.
        const bool alike = random.Uniform() < cell.icc;
        if (alike) cluster.k = random.Uniform() < cell.p0 ? cell.size : 0;
        for (std::uint64_t i = 0; !alike && i < cell.size; ++i) cluster.k += random.Uniform() < cell.p0 ? 1 : 0;
        frames += static_cast<double>(cell.size);
        const CountedCluster one = {cluster};
        Advance(terms, tick, {&one, 1}, state);
      }
    }
    EXPECT_GE(frames / kRuns, terms.frames_per_false_alarm) << cell.size;
    EXPECT_LE(frames / kRuns, 2 * terms.frames_per_false_alarm) << "and not much later";
  }
}

TEST(AlarmBudgetTest, OneFalseAlarmAWeekTakesTheFramesOfAWeek) {
  EXPECT_EQ(FramesPerFalseAlarm({1, BudgetPeriod::kWeek}, 5e6), 5e6);
  EXPECT_EQ(FramesPerFalseAlarm({4, BudgetPeriod::kMonth}, 2e7), 5e6);
  EXPECT_EQ(FramesPerFalseAlarm({1, BudgetPeriod::kDay}, 20), 100) << "the least that the test can do";
  EXPECT_EQ(FramesPerFalseAlarm({}, 0), std::nullopt) << "nothing counted yet";
  EXPECT_EQ(FramesPerFalseAlarm({}, std::nan("")), std::nullopt);
  EXPECT_EQ(FramesPerFalseAlarm({0, BudgetPeriod::kDay}, 1000), std::nullopt);
}

TEST(AlarmBudgetTest, SpeaksAndReadsWords) {
  EXPECT_EQ(InWords({}), "1 per week");
  EXPECT_EQ(InWords({0.5, BudgetPeriod::kDay}), "0.5 per day");
  for (const AlarmBudget& budget : {AlarmBudget{}, AlarmBudget{2.25, BudgetPeriod::kMonth}}) {
    EXPECT_EQ(ReadAlarmBudget(InWords(budget)), budget);
  }
  for (const char* words : {"", "1", "1 per", "one per week", "1 per year", "0 per day", "-1 per day", "nan per day",
                            "inf per day", "1 per week "}) {
    EXPECT_EQ(ReadAlarmBudget(words), std::nullopt) << words;
  }
}

}  // namespace
}  // namespace labelwatch
