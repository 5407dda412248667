// What people decide about rates: a baseline renewed, another budget, a series silenced.

#include <gtest/gtest.h>

#include "rates_stage_support.h"

namespace labelwatch {
namespace {

RatesAct Act(ActKind kind, const std::string& value = {}) {
  RatesAct act;
  act.act = kind;
  act.which.value = value;
  return act;
}

TEST(RatesActsTest, ARenewedSeriesLearnsAnew) {
  RatesStage stage(Options());
  Follow(stage, {}, 0, 100);
  EXPECT_EQ(stage.Take(Act(ActKind::kRenew, "bob"), 0), 2U);
  EXPECT_TRUE(Find(stage, "bob")->Learning());
  EXPECT_FALSE(Find(stage, "ann")->Learning());
  Follow(stage, {}, 100, 200);
  EXPECT_EQ(Find(stage, "bob")->BaselineVersion(), 2U);
}

TEST(RatesActsTest, RenewingEndsAnAlarmAndSaysSo) {
  RatesStage stage(Options());
  Stream bad;
  bad.bad_from = 300;
  Follow(stage, bad, 0, 330);
  ASSERT_TRUE(Find(stage, "bob")->Raised());
  RatesAct act = Act(ActKind::kRenew);
  act.which.dimension = Dimension::kAnnotator;
  stage.Take(act, 0);
  const auto events = stage.TakeEvents();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_FALSE(events[0].raised);
  EXPECT_TRUE(events[0].by_renewal);
  EXPECT_EQ(events[0].series.value, "bob");
  // One in ten is what is usual now.
  EXPECT_TRUE(Follow(stage, bad, 330, 1000).empty());
  EXPECT_NEAR(Find(stage, "bob")->Held()->rate, .1, .01);
}

TEST(RatesActsTest, ABudgetChangesHowManyFramesAFalseAlarmTakes) {
  RatesStage stage(Options());
  RatesAct act = Act(ActKind::kBudget);
  act.false_alarms = 4;
  act.period_ms = 2 * Options().budget_ms;  // twice as many in the same time
  Follow(stage, {}, 0, 100);
  const double before = *stage.FramesPerFalseAlarm();
  stage.Take(act, 0);
  EXPECT_NEAR(*stage.FramesPerFalseAlarm(), before / 2, before / 100);
}

TEST(RatesActsTest, ASilencedSeriesIsFollowedAndMarkedUntilTheRecordsAreLater) {
  RatesStage stage(Options());
  Stream bad;
  bad.bad_from = 300;
  Follow(stage, bad, 0, 300);
  RatesAct act = Act(ActKind::kSilence, "bob");
  act.until_ms = 340 * kMinute;
  EXPECT_EQ(stage.Take(act, 299 * kMinute), 2U);
  const auto events = Follow(stage, bad, 300, 340);
  const auto bob = std::ranges::find_if(events, [](const AlarmEvent& event) { return event.series.value == "bob"; });
  ASSERT_NE(bob, events.end());
  EXPECT_EQ(bob->silenced_until_ms, 340 * kMinute);
  EXPECT_TRUE(stage.Acts().SilencedUntil(Find(stage, "bob")->Name()));
  EXPECT_FALSE(stage.Acts().SilencedUntil(Find(stage, "ann")->Name()));
  Follow(stage, bad, 340, 341);
  EXPECT_TRUE(Find(stage, "bob")->Raised());
  EXPECT_FALSE(stage.Acts().SilencedUntil(Find(stage, "bob")->Name()));
}

TEST(RatesActsTest, ASilenceIsEndedByOneThatHasPassed) {
  ActBook book;
  RatesAct act = Act(ActKind::kSilence, "bob");
  const SeriesName bob{Dimension::kAnnotator, "bob", kWrongClass, "yolo@7"};
  book.Hear(1000);
  act.until_ms = 2000;
  book.Write(act, 1, 1000);
  EXPECT_EQ(book.SilencedUntil(bob), 2000);
  act.until_ms = 0;
  book.Write(act, 1, 1001);
  EXPECT_FALSE(book.SilencedUntil(bob));
}

TEST(RatesActsTest, SilencesAreBounded) {
  ActBook book;
  RatesAct act = Act(ActKind::kSilence);
  for (int i = 0; i < 300; ++i) {
    act.which.value = std::to_string(i);
    act.until_ms = 1000 + i;
    book.Write(act, 0, 0);
  }
  EXPECT_EQ(book.Silences(), ActBook::kMostSilences);
  EXPECT_EQ(book.Last().size(), ActBook::kActsShown);
  EXPECT_TRUE(book.SilencedUntil({Dimension::kAnnotator, "299", kWrongClass, {}}));
}

TEST(RatesActsTest, ASelectionMeetsTheModelAmongOthersAndNamesAsTheyAreShown) {
  const SeriesName series{Dimension::kSource, "cam\n7", kWrongClass, "a@1+b@2"};
  SeriesSelection which;
  EXPECT_TRUE(Selects(which, series));
  for (const char* model : {"a@1", "b@2", "a@1+b@2"}) {
    which.model = model;
    EXPECT_TRUE(Selects(which, series)) << model;
  }
  for (const char* model : {"a@", "1", "b@22", "@1+b"}) {
    which.model = model;
    EXPECT_FALSE(Selects(which, series)) << model;
  }
  which = {{},
           "cam\xEF\xBF\xBD"
           "7",
           {},
           {}};
  EXPECT_TRUE(Selects(which, series));
  which.kind = kDuplicate;
  EXPECT_FALSE(Selects(which, series));
}

TEST(RatesActsTest, WhatPeopleDecidedIsPartOfTheState) {
  RatesStage stage(Options());
  Stream bad;
  bad.bad_from = 300;
  Follow(stage, bad, 0, 100);
  RatesAct budget = Act(ActKind::kBudget), silence = Act(ActKind::kSilence, "bob");
  budget.false_alarms = 3;
  budget.period_ms = 86'400'000;
  budget.why = "too many";
  silence.until_ms = 10'000 * kMinute;
  stage.Take(budget, 99 * kMinute);
  stage.Take(silence, 99 * kMinute);
  Kept kept;
  kept.Write(stage);
  RatesStage other(Options());
  kept.Read(other);
  EXPECT_EQ(other.Acts().State(), stage.Acts().State());
  EXPECT_EQ(other.Budget(), (BudgetTerms{3, 86'400'000}));
  EXPECT_EQ(other.FramesPerFalseAlarm(), stage.FramesPerFalseAlarm());
  EXPECT_EQ(other.Acts().Last()[0].act.why, "too many");
}

}  // namespace
}  // namespace labelwatch
