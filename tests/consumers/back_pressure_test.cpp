#include "consumers/back_pressure.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "join_support.h"

namespace labelwatch {
namespace {

constexpr Side kLabels = Side::kLabels, kPredictions = Side::kPredictions;

TEST(BackPressureTest, TheSideAheadWaitsWhileTheJoinIsNearlyFull) {
  BackPressure pressure;
  EXPECT_FALSE(pressure.Look(.79, kLabels, {}));
  EXPECT_TRUE(pressure.Look(.8, kLabels, {}));
  EXPECT_TRUE(pressure.Waits(kLabels));
  EXPECT_FALSE(pressure.Look(.41, kLabels, {}));
  EXPECT_TRUE(pressure.Look(.4, kLabels, {}));
  EXPECT_FALSE(pressure.Waits(kLabels));
}

TEST(BackPressureTest, NobodyWaitsForASideThatHasNothingToRead) {
  BackPressure pressure;
  EXPECT_FALSE(pressure.Look(1, kLabels, {false, true}));
  EXPECT_TRUE(pressure.Look(1, kLabels, {false, false}));
  EXPECT_TRUE(pressure.Look(1, kLabels, {false, true}));
  EXPECT_FALSE(pressure.Waits(kLabels));
}

TEST(BackPressureTest, TheSidesChangePlacesWhenTheOtherIsAheadButNotAtEveryRecord) {
  BackPressure pressure;
  pressure.Look(.9, kLabels, {});
  std::uint32_t looks = 1;
  while (!pressure.Look(.9, kPredictions, {})) ++looks;
  EXPECT_EQ(looks, BackPressure::kLeastTurn);
  EXPECT_TRUE(pressure.Waits(kPredictions));
  EXPECT_FALSE(pressure.Waits(kLabels));
}

TEST(BackPressureTest, ASideThatWaitsAtItsEndIsAskedAgain) {
  BackPressure pressure;
  pressure.Look(.9, kLabels, {true, false});
  EXPECT_TRUE(pressure.Waits(kLabels));
  for (std::uint32_t i = 0; i < BackPressure::kLeastTurn; ++i) pressure.Look(.9, kPredictions, {true, false});
  EXPECT_FALSE(pressure.Waits(kLabels));
}

// Labels come nine times as fast as predictions, into a join with room for a hundredth of the stream.
TEST(BackPressureTest, ASmallBufferLosesNothing) {
  constexpr int kFrames = 10'000;
  JoinOptions options;
  options.max_frames = 100;
  options.window_ms = 10 * kFrames;
  Joining j(options);
  BackPressure pressure;
  int read[kSides] = {0, 0};
  for (int turn = 0; read[0] + read[1] < 2 * kFrames; ++turn) {
    Side side = turn % 10 == 0 ? kPredictions : kLabels;
    if (pressure.Waits(side)) side = side == kLabels ? kPredictions : kLabels;
    int& next = read[static_cast<int>(side)];
    if (next < kFrames) {
      const std::string frame = "f" + std::to_string(next);
      j.Add(side == kLabels ? Labels(frame, next) : Predictions(frame, next));
      ++next;
    }
    pressure.Look(j.join.Fill(), j.join.LeadingSide(), {read[0] == kFrames, read[1] == kFrames});
  }
  EXPECT_EQ(j.recorder.events.size(), kFrames);
  EXPECT_TRUE(std::ranges::all_of(j.recorder.events, [](const auto& event) { return event.starts_with("joined"); }));
}

}  // namespace
}  // namespace labelwatch
