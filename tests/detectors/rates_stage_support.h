#pragma once
// A stream of rows as the tests of the rates stage speak of it, and a state as a topic keeps it.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "detectors/rates/rates_stage.h"

namespace labelwatch {

inline constexpr SeriesKind kWrongClass = SeriesKindOf(Kind::kWrongClass);
inline constexpr SeriesKind kDuplicate = SeriesKindOf(Kind::kDuplicate);
inline constexpr std::int64_t kMinute = 60'000;

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

inline RateOptions Options() {
  RateOptions options;
  options.lateness_ms = kMinute;
  options.budget_ms = 3'600'000;  // A of some ten thousand frames
  return options;
}

inline std::vector<AlarmEvent> Follow(RatesStage& stage, const Stream& stream, std::int64_t from, std::int64_t to) {
  for (std::int64_t tick = from; tick < to; ++tick) stage.Take(stream.Tick(tick), tick * kMinute);
  return stage.TakeEvents();
}

inline const FollowedSeries* Find(const RatesStage& stage, const std::string& annotator,
                                  SeriesKind kind = kWrongClass) {
  const auto found = std::ranges::find_if(stage.Series(), [&](const FollowedSeries& series) {
    return series.Name().value == annotator && series.Name().kind == kind;
  });
  return found == stage.Series().end() ? nullptr : &*found;
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

}  // namespace labelwatch
