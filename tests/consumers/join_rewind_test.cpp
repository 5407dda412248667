// Where a join reads again after a restart, of streams so dense that there is something to leave out.

#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

#include "tests/consumers/join_support.h"

namespace labelwatch {
namespace {

constexpr int kFramesPerMs = 20, kFramesPerWindow = kFramesPerMs * static_cast<int>(kWindow);

std::string Name(int i) { return "frame-" + std::to_string(i); }
std::int64_t Time(int i) { return 1000 + i / kFramesPerMs; }

// The first `frames` of the stream from its beginning, or from an offset of a side on.
void Read(Joining& j, Side side, std::int64_t from, int frames) {
  j.offsets[static_cast<std::size_t>(side)] = from;
  for (int i = static_cast<int>(from); i < frames; ++i) {
    j.Add(side == Side::kLabels ? Labels(Name(i), Time(i)) : Predictions(Name(i), Time(i)));
  }
}

// `before`, killed, and started again as `after`.
void Restart(const Joining& before, int frames, Joining& after) {
  after.join.StartRebuild(before.join.Mark());
  for (const Side side : {Side::kLabels, Side::kPredictions}) {
    Read(after, side, before.join.RewindOffset(side), frames);
  }
  after.join.EndRebuild(kNow);
}

class JoinRewindTest : public testing::Test {
 protected:
  static constexpr int kFrames = 6 * kFramesPerWindow;

  void SetUp() override {
    for (int i = 0; i < kFrames; ++i) {
      before_.Add(Labels(Name(i), Time(i)));
      before_.Add(Predictions(Name(i), Time(i)));
    }
    Restart(before_, kFrames, after_);
    before_.recorder.Take();
    EXPECT_THAT(after_.recorder.Take(), testing::IsEmpty());
  }

  Joining before_, after_;
};

TEST_F(JoinRewindTest, NotAllIsReadAgain) {
  EXPECT_GT(before_.join.RewindOffset(Side::kLabels), kFrames - 3 * kFramesPerWindow);
  EXPECT_GT(before_.join.RewindOffset(Side::kPredictions), kFrames - 3 * kFramesPerWindow);
}

// A producer that sends the last minutes again does not know that the service was restarted in between.
TEST_F(JoinRewindTest, WhatIsSentAgainWithinTwoWindowsIsARepeatAsItWouldHaveBeen) {
  for (int i = kFrames - 2 * kFramesPerWindow + kFramesPerMs; i < kFrames; i += 7) {
    for (Joining* const j : {&before_, &after_}) {
      j->Add(Labels(Name(i), Time(i)));
      j->Add(Predictions(Name(i), Time(i)));
    }
  }
  EXPECT_GT(before_.recorder.events.size(), 1000u);
  EXPECT_EQ(after_.recorder.events, before_.recorder.events);
  EXPECT_EQ(std::ranges::count_if(after_.recorder.events,
                                  [](const std::string& event) { return !event.starts_with("duplicate"); }),
            0);
}

}  // namespace
}  // namespace labelwatch
