// Clocks that are ahead: one wrong clock decides for its own frame only.

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/consumers/join_support.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Frames 10 ms apart whose two sides come at once.
void AddFrames(Joining& j, std::int64_t from, int count, std::int64_t ahead = 0) {
  for (int i = 0; i < count; ++i) {
    const std::int64_t time = from + 10 * i;
    j.Add(WrittenAt(time, Labels("f" + std::to_string(time), time + ahead)), time);
    j.Add(WrittenAt(time, Predictions("f" + std::to_string(time), time + ahead)), time);
  }
}

std::size_t Joined(const Joining& j) {
  return static_cast<std::size_t>(
      std::ranges::count_if(j.recorder.events, [](const std::string& event) { return event.starts_with("joined"); }));
}

TEST(JoinTest, AFrameFromTheFutureIsJoinedAndSoAreThoseAfterIt) {
  Joining j;
  AddFrames(j, 1000, 10);
  j.Add(WrittenAt(1100, Labels("future", kYear57000)), 1100);
  j.Add(WrittenAt(1100, Predictions("future", kYear57000)), 1100);
  EXPECT_EQ(j.recorder.events.back(), "joined future yolo");
  AddFrames(j, 1100, 100);
  EXPECT_EQ(Joined(j), 111u);
  EXPECT_EQ(j.recorder.events.size(), 111u);
}

TEST(JoinTest, ARecordMovesEventTimeNoFurtherThanMaxAheadBeyondItsKafkaTime) {
  JoinOptions options;
  options.max_ahead_ms = 20;
  Joining j(options);
  j.Add(WrittenAt(1000, Labels("f", 1020)));
  j.Add(WrittenAt(1000, Predictions("f", 1021)));
  EXPECT_EQ(j.join.Watermark(), 1020);
  EXPECT_EQ(j.join.LargestEventTime(Side::kPredictions), 1020);
  EXPECT_THAT(j.recorder.ahead, ElementsAre("predictions 1021 written 1000"));
}

TEST(JoinTest, WhereTheKafkaTimeIsWrongTooTheClockBoundsIt) {
  for (const std::int64_t kafka_time : {kYear57000, std::int64_t{-1}}) {  // -1: the broker does not know it
    JoinOptions options;
    options.max_ahead_ms = 20;
    Joining j(options);
    j.Add(WrittenAt(kafka_time, Labels("f", kYear57000)), 1000);
    j.Add(WrittenAt(kafka_time, Predictions("f", kYear57000)), 1000);
    EXPECT_EQ(j.join.Watermark(), 1020) << kafka_time;
  }
}

// Else a longer one than the window would let one wrong clock make all right ones late.
TEST(JoinTest, AtMostHalfTheWindowCountsAsMaxAhead) {
  Joining j;  // a minute, with a window of 100 ms
  j.Add(WrittenAt(1000, Labels("f", kYear57000)));
  j.Add(WrittenAt(1000, Predictions("f", kYear57000)));
  EXPECT_EQ(j.join.Watermark(), 1000 + kWindow / 2);
}

TEST(JoinTest, FramesWhoseClocksAreAllHoursAheadAreJoined) {
  Joining j;
  constexpr std::int64_t kHours = 3 * 3600 * 1000;
  AddFrames(j, 1000, 100, kHours);
  EXPECT_EQ(Joined(j), 100u);
  // One side long before the other, with more than a window of others in between.
  j.Add(WrittenAt(2000, Predictions("early", 2000 + kHours)), 2000);
  AddFrames(j, 2000, 100, kHours);
  j.Add(WrittenAt(3000, Labels("early", 2000 + kHours)), 3000);
  EXPECT_EQ(Joined(j), 201u);
}

TEST(JoinTest, OneCameraHoursAheadMakesNoOtherLate) {
  Joining j;
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t time = 1000 + 10 * i, ahead = i % 20 == 0 ? 22 * 3600 * 1000 : 0;
    AddFrames(j, time, 1, ahead);
  }
  EXPECT_EQ(Joined(j), 1000u);
  EXPECT_EQ(j.recorder.ahead.size(), 100u);  // both sides of fifty
}

TEST(JoinTest, AFrameThatEventTimeCannotEndEndsByAge) {
  JoinOptions options;
  options.max_age_ms = 500;
  Joining j(options);
  j.Add(WrittenAt(1000, Labels("future", kYear57000)), 1000);
  AddFrames(j, 1000, 49);
  EXPECT_EQ(j.join.Frames(), 1u);
  j.join.Advance(1500);
  EXPECT_EQ(j.recorder.events.back(), "label_only future");
}

TEST(JoinTest, OldEventTimesMoveTheWatermarkAsEver) {
  Joining j;
  constexpr std::int64_t kLastYear = 5'000, kWritten = 1'000'000;
  j.Add(WrittenAt(kWritten, Labels("alone", kLastYear)), kWritten);
  j.Add(WrittenAt(kWritten, Labels("f", kLastYear + kWindow)), kWritten);
  j.Add(WrittenAt(kWritten, Predictions("f", kLastYear + kWindow)), kWritten);
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f yolo", "label_only alone"));
  EXPECT_THAT(j.recorder.ahead, IsEmpty());
}

TEST(JoinTest, TheSideWithTheWrongClockDoesNotCountAsLeadingByIt) {
  Joining j;
  j.Add(WrittenAt(1000, Labels("future", kYear57000)), 1000);
  j.Add(Predictions("f", 1000 + kWindow), 1000 + kWindow);
  EXPECT_EQ(j.join.LeadingSide(), Side::kPredictions);
}

// Committed before wrong clocks were noticed. What had been decided stays so: it is in nobody's memory but the
// broker's.
TEST(JoinTest, AWatermarkThatWasCommittedTooFarAheadHealsAfterARestart) {
  Joining j;
  j.join.StartRebuild({kYear57000});
  j.Add(WrittenAt(1000, Labels("future", kYear57000)), 5000);
  j.Add(WrittenAt(1000, Predictions("future", kYear57000)), 5000);
  j.Add(Labels("was late", 1010), 5000);
  j.join.EndRebuild(5000);
  EXPECT_EQ(j.join.Watermark(), 1000 + kWindow / 2);
  EXPECT_EQ(j.join.Frames(), 0u);
  AddFrames(j, 1020, 10);
  EXPECT_EQ(Joined(j), 10u);
  EXPECT_EQ(j.recorder.events.size(), 10u);
}

TEST(JoinTest, APoisonedWatermarkWithoutRecordsToReadAgainIsForgotten) {
  Joining j;
  j.join.StartRebuild({kYear57000});
  j.join.EndRebuild(5000);
  EXPECT_EQ(j.join.Watermark(), FrameJoin::kNoTime);
}

TEST(JoinTest, ReadingStartsAgainWhereItWouldWithoutTheWrongClock) {
  Joining right, wrong;
  for (Joining* j : {&right, &wrong}) {
    AddFrames(*j, 1000, 2000);
    const std::int64_t time = j == &wrong ? kYear57000 : 21'000;
    j->Add(WrittenAt(21'000, Labels("x", time)), 21'000);
    j->Add(WrittenAt(21'000, Predictions("x", time)), 21'000);
    AddFrames(*j, 21'000, 2000);
  }
  EXPECT_GT(wrong.join.RewindOffset(Side::kLabels), 3000);
  EXPECT_EQ(wrong.join.RewindOffset(Side::kLabels), right.join.RewindOffset(Side::kLabels));
}

// All clocks hours ahead, labels half a window after their predictions.
TEST(JoinTest, ARestartJudgesNoFrameWhoseClockIsAheadTwice) {
  constexpr std::int64_t kHours = 3 * 3600 * 1000;
  const auto add = [](Joining& j, Side side, std::int64_t offset) {
    const std::int64_t time = 1000 + 10 * offset, written = side == Side::kLabels ? time + kWindow / 2 : time;
    const std::string frame = "f" + std::to_string(offset);
    const Message message = side == Side::kLabels ? Labels(frame, time + kHours) : Predictions(frame, time + kHours);
    j.offsets[static_cast<std::size_t>(side)] = offset;
    j.Add(WrittenAt(written, message), written);
  };
  constexpr std::int64_t kFrames = 3000, kDelay = 5;  // frames between a prediction and its label
  Joining before, after;
  for (std::int64_t i = 0; i < kFrames; ++i) {
    add(before, Side::kPredictions, i);
    if (i >= kDelay) add(before, Side::kLabels, i - kDelay);
  }
  after.join.StartRebuild(before.join.Mark());
  ASSERT_GT(before.join.RewindOffset(Side::kLabels), 0);
  for (auto i = before.join.RewindOffset(Side::kLabels); i < kFrames - kDelay; ++i) add(after, Side::kLabels, i);
  for (auto i = before.join.RewindOffset(Side::kPredictions); i < kFrames; ++i) add(after, Side::kPredictions, i);
  after.join.EndRebuild(kNow);
  EXPECT_EQ(after.Open(), before.Open());
  EXPECT_EQ(after.join.OpenRecords(Side::kLabels), 0u);
  for (std::int64_t i = kFrames - kDelay; i < kFrames; ++i) add(after, Side::kLabels, i);
  EXPECT_EQ(Joined(before) + Joined(after), static_cast<std::size_t>(kFrames));
}

}  // namespace
}  // namespace labelwatch
