// Rows in, alarms out: which series, since when; and that it makes no difference how rows are spread over tallies.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "rates_stage_support.h"

namespace labelwatch {
namespace {

TEST(RatesStageTest, AStreamThatDoesNotChangeRaisesNothing) {
  RatesStage stage(Options());
  EXPECT_TRUE(Follow(stage, {}, 0, 2000).empty());
  ASSERT_NE(Find(stage, "bob"), nullptr);
  EXPECT_FALSE(Find(stage, "bob")->Learning());
  EXPECT_NEAR(Find(stage, "bob")->Held()->rate, .01, .002);
  EXPECT_EQ(stage.Series().size(), 6U);
}

TEST(RatesStageTest, TheAnnotatorWhoTurnsBadIsNamedWithABegin) {
  RatesStage stage(Options());
  Stream stream;
  stream.bad_from = 300;
  EXPECT_TRUE(Follow(stage, stream, 0, 300).empty());
  const auto events = Follow(stage, stream, 300, 330);
  const auto bob = std::ranges::find_if(events, [](const AlarmEvent& event) { return event.series.value == "bob"; });
  ASSERT_NE(bob, events.end());
  EXPECT_TRUE(bob->raised);
  EXPECT_EQ(bob->series.kind, kWrongClass);
  EXPECT_EQ(bob->series.models, "yolo@7");
  EXPECT_NEAR(static_cast<double>(bob->since_ms), 300. * kMinute, 3. * kMinute);
  EXPECT_GT(bob->bounds.low, bob->promised);
  EXPECT_TRUE(std::ranges::none_of(events, [](const AlarmEvent& event) { return event.series.value == "ann"; }));
}

TEST(RatesStageTest, AnAlarmIsClearedOnceWhenTheRateIsBack) {
  RatesStage stage(Options());
  Stream bad;
  bad.bad_from = 300;
  Follow(stage, bad, 0, 330);
  EXPECT_TRUE(Find(stage, "bob")->Raised());
  const auto events = Follow(stage, {}, 330, 1500);
  EXPECT_EQ(std::ranges::count_if(events,
                                  [](const AlarmEvent& event) { return event.series.value == "bob" && !event.raised; }),
            1);
  EXPECT_FALSE(Find(stage, "bob")->Raised());
}

TEST(RatesStageTest, HowRowsAreSpreadOverTalliesMakesNoDifference) {
  Stream stream;
  stream.bad_from = 300;
  stream.sequences = "drive ";
  RatesStage one_by_one(Options()), in_pieces(Options());
  auto events = Follow(one_by_one, stream, 0, 400);
  for (std::int64_t tick = 0; tick < 400; tick += 8) {
    SeriesSums sums;  // of several ticks, each row in two parts
    for (std::int64_t i = tick; i < tick + 8; ++i) {
      SeriesSums whole = stream.Tick(i), part = whole;
      for (std::size_t row = 0; row < whole.blocks[0].rows.size(); ++row) {
        part.blocks[0].rows[row].flagged = {};
        part.blocks[0].rows[row].frames = 10;
        whole.blocks[0].rows[row].frames -= 10;
      }
      sums.Add(part);
      sums.Add(whole);
    }
    in_pieces.Take(sums, (tick + 7) * kMinute);
  }
  one_by_one.Finish();
  in_pieces.Finish();
  const auto more = one_by_one.TakeEvents();
  events.insert(events.end(), more.begin(), more.end());
  const auto others = in_pieces.TakeEvents();
  ASSERT_FALSE(events.empty());
  ASSERT_EQ(events.size(), others.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].series, others[i].series);
    EXPECT_EQ(events[i].time_ms, others[i].time_ms);
    EXPECT_EQ(events[i].evidence, others[i].evidence);
  }
}

TEST(RatesStageTest, AnotherModelBeginsItsOwnBaselineWhereTheKindRestsOnIt) {
  RatesStage stage(Options());
  Follow(stage, {}, 0, 100);
  Stream other;
  other.models = "yolo@8";
  Follow(stage, other, 100, 110);
  EXPECT_EQ(stage.Series().size(), 9U);  // duplicates of three values are looked for without a model
  EXPECT_TRUE(stage.Series().back().Learning());
  EXPECT_EQ(stage.Series().back().Name().models, "yolo@8");
  EXPECT_FALSE(Find(stage, "bob", kDuplicate)->Learning());
}

// 2 % by day and, every second hour, `night` % by night.
std::vector<AlarmEvent> DaysAndNights(RatesStage& stage, bool told, std::int64_t from, std::int64_t to,
                                      std::uint32_t night) {
  for (std::int64_t tick = from; tick < to; ++tick) {
    const bool dark = tick / 60 % 2 == 1;
    SeriesSums sums;
    sums.values = {{Dimension::kOverall, ""}};
    SeriesBlock& block = sums.blocks.emplace_back();
    block.tick_ms = tick * kMinute;
    block.kinds = Bit(kWrongClass);
    if (told) block.regime = dark ? "night" : "day";
    block.rows = {Stream::Row(0, 100, dark ? night : 2)};
    stage.Take(sums, tick * kMinute);
  }
  return stage.TakeEvents();
}

TEST(RatesStageTest, NightsThatAreAlwaysWorseRaiseAnAlarmUnlessTheyAreTold) {
  RatesStage untold(Options()), told(Options());
  EXPECT_FALSE(DaysAndNights(untold, false, 0, 2000, 6).empty());
  EXPECT_TRUE(DaysAndNights(told, true, 0, 2000, 6).empty());
  ASSERT_EQ(told.Series().size(), 2U);
  EXPECT_NEAR(told.Series()[0].Held()->rate, .02, 1e-9);
  EXPECT_NEAR(told.Series()[1].Held()->rate, .06, 1e-9);

  const auto events = DaysAndNights(told, true, 2000, 2100, 12);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_TRUE(events[0].raised);
  EXPECT_EQ(events[0].series.regime, "night");
  EXPECT_NEAR(events[0].baseline, .06, 1e-9);
}

TEST(RatesStageTest, RegimesBeyondTheLimitAreOne) {
  RateOptions options = Options();
  options.max_regimes = 2;
  RatesStage stage(options);
  Stream stream;
  for (const char* regime : {"day", "night", "dusk", "dawn"}) {
    stream.regime = regime;
    Follow(stage, stream, 0, 5);
  }
  stream.regime = std::string(65, 'x');
  Follow(stage, stream, 0, 5);
  std::set<std::string> seen;
  for (const FollowedSeries& series : stage.Series()) seen.insert(series.Name().regime);
  EXPECT_EQ(seen, (std::set<std::string>{"day", "night", "other"}));
}

TEST(RatesStageTest, RowsOfAClosedTickCountForTheOldestOpenOne) {
  RatesStage stage(Options());
  Follow(stage, {}, 0, 10);
  stage.Take(Stream{}.Tick(2), 9 * kMinute);
  EXPECT_EQ(stage.Lost().late_rows, 3U);
  stage.Finish();
  EXPECT_EQ(Find(stage, "bob")->Frames(), 11U * 50);
}

TEST(RatesStageTest, TimesThatNobodyHasAreBroughtIntoRange) {
  RatesStage stage(Options());
  SeriesSums sums = Stream{}.Tick(5);
  for (const std::int64_t time : {INT64_MIN, std::int64_t{-1}, INT64_MAX}) {
    sums.blocks[0].tick_ms = time;
    stage.Take(sums, 6 * kMinute);
    stage.Take(sums, INT64_MAX);
  }
  stage.Finish();
  EXPECT_EQ(Find(stage, "bob")->Frames(), 6U * 50);
}

TEST(RatesStageTest, SeriesBeyondTheLimitAreRefusedAndCounted) {
  RateOptions options = Options();
  options.max_series = 4;
  RatesStage stage(options);
  Follow(stage, {}, 0, 10);
  stage.Finish();
  EXPECT_EQ(stage.Series().size(), 4U);
  EXPECT_EQ(stage.Lost().refused_series, 20U);
  EXPECT_EQ(stage.Series()[0].Frames(), 1000U);
}

TEST(RatesStageTest, TheSlowestTaskThatSpeaksHoldsTheClock) {
  RatesStage stage(Options());
  Tally tally;
  const auto say = [&](std::int32_t partition, std::int64_t label_ms, std::int64_t said_ms) {
    tally.covered.assign(1, CoveredInput{partition, {}, {}, label_ms});
    stage.Take(tally, said_ms);
  };
  say(0, 10 * kMinute, 0);
  say(1, 4 * kMinute, 0);
  EXPECT_EQ(stage.Now(), 9 * kMinute);  // never runs back
  say(0, 20 * kMinute, 1000);
  EXPECT_EQ(stage.Now(), 9 * kMinute);
  say(0, 30 * kMinute, 301'000);  // the other one has told nothing new for five minutes
  EXPECT_EQ(stage.Now(), 29 * kMinute);
}

// Bob is bad while his baseline is learnt, from its middle on: 2 of 200 frames, then 20.
TEST(RatesStageTest, ABaselineThatWasLearntOverAChangeSaysSo) {
  RatesStage stage(Options());
  Stream turning;
  turning.bad_from = 20;
  Follow(stage, turning, 0, 38);
  ASSERT_TRUE(Find(stage, "bob")->Learning());
  ASSERT_TRUE(Find(stage, "bob")->Watched().Found());
  EXPECT_FALSE(Find(stage, "ann")->Watched().Found());
  Follow(stage, turning, 38, 60);
  EXPECT_FALSE(Find(stage, "bob")->Learning());
  EXPECT_NEAR(Find(stage, "bob")->Watched().Found()->rate_after, .1, .02);
  Stream worse;
  worse.bad_from = 0;
  for (std::int64_t tick = 60; tick < 80; ++tick) {
    SeriesSums sums = worse.Tick(tick);
    for (SeriesRow& row : sums.blocks[0].rows) row.flagged[Place(kWrongClass)] *= 4;
    stage.Take(sums, tick * kMinute);
  }
  const auto events = stage.TakeEvents();
  const auto bob = std::ranges::find_if(events, [](const AlarmEvent& event) { return event.series.value == "bob"; });
  ASSERT_NE(bob, events.end());
  EXPECT_EQ(bob->learnt_over, Find(stage, "bob")->Watched().Found());
  stage.Take(RatesAct{}, 0);  // renews everything
  EXPECT_FALSE(Find(stage, "bob")->Watched().Found());
}

TEST(RatesStageTest, WhatComesTwiceWhereNoTransactionForbidsItCountsOnce) {
  RatesStage stage(Options());
  Tally tally;
  tally.transaction = false;
  tally.covered = {CoveredInput{0, {0, 0}, {100, 100}, 10 * kMinute}};
  tally.series = Stream{}.Tick(3);
  EXPECT_TRUE(stage.Take(tally, 0));
  EXPECT_FALSE(stage.Take(tally, 0));
  stage.Finish();
  EXPECT_EQ(Find(stage, "bob")->Frames(), 50U);
}

TEST(RatesStageTest, ATaskThatHasNotSpokenYetHoldsTheClockToo) {
  RatesStage stage(Options(), 2);
  Tally tally;
  tally.covered = {CoveredInput{1, {}, {}, 10 * kMinute}};
  stage.Take(tally, 0);
  EXPECT_LT(stage.Now(), 0);
  tally.covered = {CoveredInput{0, {}, {}, 8 * kMinute}};
  stage.Take(tally, 1000);
  EXPECT_EQ(stage.Now(), 7 * kMinute);
}

TEST(RatesStageTest, OneLabelFromLongAgoDoesNotSpendTheBudget) {
  Stream old;
  RatesStage stage(Options()), with_old(Options());
  SeriesSums sums = old.Tick(0);
  with_old.Take(sums, 0);
  for (RatesStage* each : {&stage, &with_old}) Follow(*each, {}, 10'000'000, 10'000'100);
  EXPECT_NEAR(*with_old.FramesPerFalseAlarm(), *stage.FramesPerFalseAlarm(), 1);
}

}  // namespace
}  // namespace labelwatch
