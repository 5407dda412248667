// What a stage writes down: one that is taken up again tells what an uninterrupted one tells; any bytes are a state or
// an error.

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "rates_stage_support.h"

namespace labelwatch {
namespace {

TEST(RatesStageStateTest, AStageThatIsRestoredAtAnyTickTellsWhatAnUninterruptedOneTells) {
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

TEST(RatesStageStateTest, AnyBytesAreAStateOrAnError) {
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

TEST(RatesStageStateTest, AStateOfTheFirstLayoutIsRead) {
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

TEST(RatesStageStateTest, ASeriesOfTheSecondLayoutIsReadAsOneOfNoRegime) {
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
