// Rows in, alarms out: which series, since when; and that it makes no difference how rows are spread over tallies.

#include "detectors/rates/rates_stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace labelwatch {
namespace {

constexpr SeriesKind kWrongClass = SeriesKindOf(Kind::kWrongClass);
constexpr SeriesKind kDuplicate = SeriesKindOf(Kind::kDuplicate);
constexpr std::int64_t kMinute = 60'000;

// Ticks of a minute with 50 frames of Ann and 50 of Bob, one in a hundred flagged; from `bad_from` on Bob's ten times
// as often.
struct Stream {
  std::int64_t bad_from = 1'000'000;
  std::string models = "yolo@7";
  std::string regime = {};
  std::string sequences;  // each tick one of its own, with this before its number; empty: none

  SeriesSums Tick(std::int64_t number) const {
    SeriesSums sums;
    sums.values = {{Dimension::kOverall, ""}, {Dimension::kAnnotator, "ann"}, {Dimension::kAnnotator, "bob"}};
    SeriesBlock& block = sums.blocks.emplace_back();
    block.tick_ms = number * kMinute;
    block.models = models;
    block.regime = regime;
    block.kinds = Bit(kWrongClass) | Bit(kDuplicate);
    if (!sequences.empty()) block.sequence = sequences + std::to_string(number);
    const std::uint32_t ann = number % 2 == 0 ? 1 : 0;
    const std::uint32_t bob = number >= bad_from ? 5 : 1 - ann;
    block.rows = {Row(0, 100, ann + bob), Row(1, 50, ann), Row(2, 50, bob)};
    return sums;
  }
  static SeriesRow Row(std::uint32_t value, std::uint32_t frames, std::uint32_t flagged) {
    SeriesRow row{value, frames, {}};
    row.flagged[Place(kWrongClass)] = flagged;
    return row;
  }
};

RateOptions Options() {
  RateOptions options;
  options.lateness_ms = kMinute;
  options.budget_ms = 3'600'000;  // A of some ten thousand frames
  return options;
}

std::vector<AlarmEvent> Follow(RatesStage& stage, const Stream& stream, std::int64_t from, std::int64_t to) {
  for (std::int64_t tick = from; tick < to; ++tick) stage.Take(stream.Tick(tick), tick * kMinute);
  return stage.TakeEvents();
}

const FollowedSeries* Find(const RatesStage& stage, const std::string& annotator, SeriesKind kind = kWrongClass) {
  const auto found = std::ranges::find_if(stage.Series(), [&](const FollowedSeries& series) {
    return series.Name().value == annotator && series.Name().kind == kind;
  });
  return found == stage.Series().end() ? nullptr : &*found;
}

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

// A state as a topic keeps it: of each series the last one written.
class Kept {
 public:
  void Write(RatesStage& stage) {
    stage_ = Encode(stage.State());
    for (const SeriesState& state : stage.TakeChanged()) series_[state.name] = Encode(state);
  }
  void Read(RatesStage& stage) const {
    std::vector<SeriesState> states;
    for (const auto& [name, bytes] : series_) {
      auto state = DecodeSeriesState(bytes);
      ASSERT_TRUE(state) << state.error().message;
      states.push_back(std::move(*state));
    }
    const auto whole = DecodeStageState(stage_);
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_EQ(stage.Restore(*whole, states), 0U);
  }
  std::map<SeriesName, std::string> series_;
  std::string stage_;
};

TEST(RatesStageTest, AStageThatIsRestoredAtAnyTickTellsWhatAnUninterruptedOneTells) {
  for (const char* sequences : {"", "drive "}) {
    Stream stream;
    stream.bad_from = 300;
    stream.sequences = sequences;
    RatesStage uninterrupted(Options());
    auto expected = Follow(uninterrupted, stream, 0, 400);
    std::vector<AlarmEvent> events;
    Kept kept;
    kept.Write(uninterrupted);  // replaced below
    kept = {};
    for (std::int64_t tick = 0; tick < 400; ++tick) {
      RatesStage stage(Options());
      if (tick > 0) kept.Read(stage);
      const auto more = Follow(stage, stream, tick, tick + 1);
      events.insert(events.end(), more.begin(), more.end());
      kept.Write(stage);
    }
    ASSERT_FALSE(expected.empty());
    ASSERT_EQ(events.size(), expected.size());
    const auto key = [](const AlarmEvent& event) { return std::tuple(event.time_ms, event.series, event.evidence); };
    std::ranges::sort(events, {}, key);
    std::ranges::sort(expected, {}, key);
    for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(key(events[i]), key(expected[i]));
  }
}

TEST(RatesStageTest, AnyBytesAreAStateOrAnError) {
  RatesStage stage(Options());
  Stream stream;
  stream.sequences = "drive ";
  Follow(stage, stream, 0, 100);
  Kept kept;
  kept.Write(stage);
  const std::string& bytes = kept.series_.begin()->second;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    EXPECT_FALSE(DecodeSeriesState(bytes.substr(0, i)));
    for (const int bit : {0, 3, 7}) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      const auto read = DecodeSeriesState(damaged);
      if (!read) continue;
      RatesStage other(Options());
      other.Restore(*DecodeStageState(kept.stage_), {*read});
      Follow(other, stream, 100, 110);
      other.Finish();
    }
  }
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

RatesAct Act(ActKind kind, const std::string& value = {}) {
  RatesAct act;
  act.act = kind;
  act.which.value = value;
  return act;
}

TEST(RatesStageTest, ARenewedSeriesLearnsAnew) {
  RatesStage stage(Options());
  Follow(stage, {}, 0, 100);
  EXPECT_EQ(stage.Take(Act(ActKind::kRenew, "bob"), 0), 2U);
  EXPECT_TRUE(Find(stage, "bob")->Learning());
  EXPECT_FALSE(Find(stage, "ann")->Learning());
  Follow(stage, {}, 100, 200);
  EXPECT_EQ(Find(stage, "bob")->BaselineVersion(), 2U);
}

TEST(RatesStageTest, RenewingEndsAnAlarmAndSaysSo) {
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

TEST(RatesStageTest, ABudgetChangesHowManyFramesAFalseAlarmTakes) {
  RatesStage stage(Options());
  RatesAct act = Act(ActKind::kBudget);
  act.false_alarms = 4;
  act.period_ms = 2 * Options().budget_ms;  // twice as many in the same time
  Follow(stage, {}, 0, 100);
  const double before = *stage.FramesPerFalseAlarm();
  stage.Take(act, 0);
  EXPECT_NEAR(*stage.FramesPerFalseAlarm(), before / 2, before / 100);
}

TEST(RatesStageTest, ASilencedSeriesIsFollowedAndMarkedUntilTheRecordsAreLater) {
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

TEST(RatesStageTest, ASilenceIsEndedByOneThatHasPassed) {
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

TEST(RatesStageTest, SilencesAreBounded) {
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

TEST(RatesStageTest, ASelectionMeetsTheModelAmongOthersAndNamesAsTheyAreShown) {
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

TEST(RatesStageTest, WhatPeopleDecidedIsPartOfTheState) {
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

TEST(RatesStageTest, AStateOfTheFirstLayoutIsRead) {
  RatesStage stage(Options());
  const std::string bytes = Encode(stage.State());
  std::string first = bytes.substr(0, bytes.size() - 4);  // without acts: no time, budget, silence, act
  first[0] = 1;
  const auto state = DecodeStageState(first);
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_EQ(state->acts, ActState());
  first[0] = 4;
  EXPECT_FALSE(DecodeStageState(first));
}

TEST(RatesStageTest, ASeriesOfTheSecondLayoutIsReadAsOneOfNoRegime) {
  RatesStage stage(Options());
  Follow(stage, {}, 0, 5);
  const std::vector<SeriesState> states = stage.TakeChanged();
  const auto overall = std::ranges::find_if(states, [](const SeriesState& state) {
    return state.name.dimension == Dimension::kOverall && state.name.kind == kDuplicate;
  });
  ASSERT_NE(overall, states.end());
  std::string second = Encode(*overall);
  second.erase(5, 1);  // layout, dimension, no value, kind, no models, no regime
  second[0] = 2;
  const auto state = DecodeSeriesState(second);
  ASSERT_TRUE(state) << state.error().message;
  EXPECT_EQ(state->name, overall->name);
  EXPECT_EQ(state->frames, overall->frames);
}

}  // namespace
}  // namespace labelwatch
