#include "consumers/join.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <random>
#include <set>

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr std::int64_t kWindow = 100;
constexpr std::int64_t kNow = 10'000;  // wall-clock time, where it does not matter

// One message as the tests speak of it.
struct Message {
  Side side = Side::kLabels;
  std::string frame;
  std::int64_t time = 0;
  std::uint64_t revision = 0;
  std::string model;
  std::optional<std::int64_t> kafka_time = std::nullopt;  // else the time of the event
};

Message Labels(std::string frame, std::int64_t time, std::uint64_t revision = 1) {
  return {Side::kLabels, std::move(frame), time, revision, "", std::nullopt};
}
Message Predictions(std::string frame, std::int64_t time, std::string model = "yolo") {
  return {Side::kPredictions, std::move(frame), time, 0, std::move(model), std::nullopt};
}
Message WrittenAt(std::int64_t kafka_time, Message message) {
  message.kafka_time = kafka_time;
  return message;
}

// What became of each record, as text: "joined f1", "late labels f2", ...
class Recorder : public JoinSink {
 public:
  void Frame(const JoinRecord& labels, std::span<const JoinRecord> predictions) override {
    std::string text = predictions.empty() ? "label_only " : "joined ";
    text += std::string(ReadEnvelope(labels.message, Side::kLabels, {})->frame_id);
    ++outcomes;
    for (const JoinRecord& record : predictions) {
      text += " " + std::string(ReadEnvelope(record.message, Side::kPredictions, {})->model);
      ++outcomes;
    }
    events.push_back(text);
  }
  void Ended(const JoinRecord& record, Outcome outcome) override {
    events.push_back(std::string(OutcomeWord(outcome)) + " " + std::string(SideWord(record.side)) + " " +
                     std::string(ReadEnvelope(record.message, record.side, {})->frame_id));
    ++outcomes;
  }
  void AheadOfClock(const JoinRecord& record, std::int64_t event_time_ms) override {
    ahead.push_back(std::string(SideWord(record.side)) + " " + std::to_string(event_time_ms) + " written " +
                    std::to_string(record.timestamp_ms));
  }
  std::vector<std::string> Take() { return std::exchange(events, {}); }

  std::vector<std::string> events, ahead;
  std::size_t outcomes = 0;
};

class Joining {
 public:
  explicit Joining(JoinOptions options = {}) : join(Fill(std::move(options)), recorder) {}

  void Add(const Message& message, std::int64_t now = kNow) {
    std::string bytes;
    if (message.side == Side::kLabels) {
      LabeledFrame frame;
      frame.frame_id = message.frame;
      frame.event_time_ms = message.time;
      frame.label_revision = message.revision;
      Encode(frame, classes, bytes);
    } else {
      PredictedFrame frame;
      frame.frame_id = message.frame;
      frame.event_time_ms = message.time;
      frame.model = message.model;
      Encode(frame, classes, bytes);
    }
    JoinRecord record;
    record.side = message.side;
    record.message = bytes;
    record.offset = offsets[static_cast<std::size_t>(message.side)]++;
    record.timestamp_ms = message.kafka_time.value_or(message.time);
    join.Add(record, *ReadEnvelope(bytes, message.side, {}), now);
    ++added;
  }
  std::size_t Open() const { return join.OpenRecords(Side::kLabels) + join.OpenRecords(Side::kPredictions); }

  static JoinOptions Fill(JoinOptions options) {
    options.window_ms = kWindow;
    return options;
  }

  NameTable classes{10};
  Recorder recorder;
  FrameJoin join;
  std::array<std::int64_t, kSides> offsets{};
  std::size_t added = 0;
};

JoinOptions Waiting(std::vector<std::string> models) {
  JoinOptions options;
  options.models = std::move(models);
  return options;
}

TEST(JoinTest, FirstPredictionsCompleteTheFrame) {
  Joining j;
  j.Add(Labels("f", 1));
  EXPECT_THAT(j.recorder.events, IsEmpty());
  j.Add(Predictions("f", 1));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f yolo"));
  EXPECT_EQ(j.join.Frames(), 0u);
  EXPECT_EQ(j.join.Bytes(), 0u);
}

TEST(JoinTest, WaitsForEveryModelAndOrdersThemByName) {
  Joining j(Waiting({"yolo", "detr"}));
  j.Add(Predictions("f", 1, "yolo"));
  j.Add(Labels("f", 1));
  EXPECT_THAT(j.recorder.events, IsEmpty());
  j.Add(Predictions("f", 1, "detr"));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f detr yolo"));
}

TEST(JoinTest, TheWatermarkEndsWhatWaitedAWindow) {
  Joining j;
  j.Add(Labels("alone", 1));
  j.Add(Predictions("unlabeled", 2));
  j.Add(Labels("later", 1 + kWindow));  // the other side still holds the watermark
  EXPECT_THAT(j.recorder.Take(), IsEmpty());
  j.Add(Predictions("later", 1 + kWindow));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined later yolo", "label_only alone"));
  j.Add(Predictions("last", 2 + kWindow));
  j.Add(Labels("last", 2 + kWindow));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined last yolo", "prediction_only predictions unlabeled"));
}

TEST(JoinTest, WithSomeModelsOnlyItIsJudgedWithThose) {
  Joining j(Waiting({"detr", "yolo"}));
  j.Add(Labels("f", 1));
  j.Add(Predictions("f", 1, "yolo"));
  j.join.Finish();
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f yolo"));
}

TEST(JoinTest, RepeatsAreDuplicatesOpenOrClosed) {
  Joining j;
  j.Add(Labels("f", 1));
  j.Add(Labels("f", 1));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("duplicate labels f"));
  j.Add(Predictions("f", 1));
  j.Add(Predictions("f", 1));
  j.Add(Labels("f", 1));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f yolo", "duplicate predictions f", "duplicate labels f"));
}

TEST(JoinTest, ANewerRevisionPushesTheParkedOneOut) {
  Joining j;
  j.Add(Labels("f", 1, 1));
  j.Add(Labels("f", 1, 2));
  j.Add(Labels("f", 1, 1));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("superseded labels f", "superseded labels f"));
  j.Add(Predictions("f", 1));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f yolo"));
}

TEST(JoinTest, WhatComesForAClosedFrameIsDecidedAtOnce) {
  Joining j;
  j.Add(Labels("f", 1, 1));
  j.Add(Predictions("f", 1, "yolo"));
  j.Add(Labels("f", 1, 2));
  j.Add(Predictions("f", 1, "detr"));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f yolo", "label_only f", "prediction_only predictions f"));
  EXPECT_EQ(j.join.Frames(), 0u);
}

TEST(JoinTest, WhatIsBehindTheWatermarkByTheWindowIsLate) {
  Joining j;
  j.Add(Labels("new", 1000));
  j.Add(Predictions("new", 1000));
  j.Add(Labels("edge", 1000 - kWindow));
  j.Add(Labels("inside", 1001 - kWindow));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined new yolo", "late labels edge"));
}

TEST(JoinTest, AFullBufferEvictsTheOldest) {
  JoinOptions two;
  two.max_frames = 2;
  Joining j(two);
  for (const char* frame : {"a", "b", "c"}) j.Add(Labels(frame, 1));
  EXPECT_THAT(j.recorder.events, ElementsAre("evicted labels a"));
  EXPECT_EQ(j.join.Frames(), 2u);
  EXPECT_EQ(j.join.Fill(), 1.0);
  JoinOptions one_byte;
  one_byte.max_bytes = 1;
  Joining small(one_byte);
  small.Add(Labels("a", 1));
  EXPECT_THAT(small.recorder.events, ElementsAre("evicted labels a"));
  EXPECT_EQ(small.join.Bytes(), 0u);
}

TEST(JoinTest, ASilentSideLetsGoAfterTheIdleTime) {
  JoinOptions options;
  options.idle_ms = 50;
  Joining j(options);
  j.Add(Predictions("f", 1), 1000);
  j.Add(Labels("f", 1), 1000);
  j.Add(Labels("alone", 2), 1001);
  j.Add(Labels("later", 3 + kWindow), 1040);
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f yolo"));
  j.join.Advance(1051);  // the predictions have been silent for 51 ms
  EXPECT_THAT(j.recorder.Take(), ElementsAre("label_only alone"));
}

TEST(JoinTest, AgeEndsAFrameWhateverTheEventTime) {
  JoinOptions options;
  options.max_age_ms = 50;
  options.idle_ms = 0;
  Joining j(options);
  j.Add(Labels("f", 1), 1000);
  j.join.Advance(1049);
  EXPECT_THAT(j.recorder.events, IsEmpty());
  j.join.Advance(1050);
  EXPECT_THAT(j.recorder.events, ElementsAre("label_only f"));
}

TEST(JoinTest, HostileEventTimesAreJustTimesAndTheNextFrameIsStillJudged) {
  Joining j;
  for (const std::int64_t time : {INT64_MIN, INT64_MAX, std::int64_t{-1}, INT64_MIN + 1, INT64_MAX - 1}) {
    j.Add(Labels("f" + std::to_string(time), time));
    j.Add(Predictions("p" + std::to_string(time), time));
  }
  j.recorder.Take();
  j.Add(Labels("next", kNow));
  j.Add(Predictions("next", kNow));
  EXPECT_THAT(j.recorder.events, testing::Contains("joined next yolo"));
  j.join.Finish();
  EXPECT_EQ(j.recorder.outcomes, 12u);
}

// ------------------------------------------------------------------------------------------------ clocks that are
// ahead

constexpr std::int64_t kYear57000 = 1'700'000'000'000'000;

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
  j.join.StartRebuild();
  j.Add(WrittenAt(1000, Labels("future", kYear57000)), 5000);
  j.Add(WrittenAt(1000, Predictions("future", kYear57000)), 5000);
  j.Add(Labels("was late", 1010), 5000);
  j.join.EndRebuild(kYear57000, 5000);
  EXPECT_EQ(j.join.Watermark(), 1000 + kWindow / 2);
  EXPECT_EQ(j.join.Frames(), 0u);
  AddFrames(j, 1020, 10);
  EXPECT_EQ(Joined(j), 10u);
  EXPECT_EQ(j.recorder.events.size(), 10u);
}

TEST(JoinTest, APoisonedWatermarkWithoutRecordsToReadAgainIsForgotten) {
  Joining j;
  j.join.StartRebuild();
  j.join.EndRebuild(kYear57000, 5000);
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
  after.join.StartRebuild();
  ASSERT_GT(before.join.RewindOffset(Side::kLabels), 0);
  for (auto i = before.join.RewindOffset(Side::kLabels); i < kFrames - kDelay; ++i) add(after, Side::kLabels, i);
  for (auto i = before.join.RewindOffset(Side::kPredictions); i < kFrames; ++i) add(after, Side::kPredictions, i);
  after.join.EndRebuild(before.join.Watermark(), kNow);
  EXPECT_EQ(after.Open(), before.Open());
  EXPECT_EQ(after.join.OpenRecords(Side::kLabels), 0u);
  for (std::int64_t i = kFrames - kDelay; i < kFrames; ++i) add(after, Side::kLabels, i);
  EXPECT_EQ(Joined(before) + Joined(after), static_cast<std::size_t>(kFrames));
}

// ------------------------------------------------------------------------------------------------ against an oracle

// The join said in the plainest words: all messages in a list, looked through from the start each time.
class Oracle {
 public:
  explicit Oracle(std::vector<std::string> models) : models_(std::move(models)) {}

  void Add(const Message& m) {
    const bool late = watermark_ && m.time + kWindow <= *watermark_;
    auto& largest = largest_[static_cast<std::size_t>(m.side)];
    largest = std::max(largest.value_or(m.time), m.time);
    if (late) {
      End("late", m);
    } else {
      Take(m);
    }
    if (largest_[0] && largest_[1])
      watermark_ = std::max(watermark_.value_or(INT64_MIN), std::min(*largest_[0], *largest_[1]));
    std::set<std::string> due;
    for (const Message& open : open_) {
      if (watermark_ && TimeOf(open.frame) + kWindow <= *watermark_) due.insert(open.frame);
    }
    for (const std::string& frame : due) Close(frame);
  }
  void Finish() {
    while (!open_.empty()) Close(open_.front().frame);
  }

  std::vector<std::string> events;

 private:
  void End(const std::string& outcome, const Message& m) {
    events.push_back(outcome + " " + std::string(SideWord(m.side)) + " " + m.frame);
  }

  std::int64_t TimeOf(const std::string& frame) const {
    std::int64_t time = INT64_MIN;
    for (const Message& open : open_) {
      if (open.frame == frame) time = std::max(time, open.time);
    }
    return time;
  }

  void Take(const Message& m) {
    const auto same = [&](const Message& other) { return other.side == m.side && other.frame == m.frame; };
    if (m.side == Side::kPredictions) {
      const auto repeat = [&](const Message& other) { return same(other) && other.model == m.model; };
      if (std::ranges::any_of(open_, repeat) || std::ranges::any_of(closed_, repeat)) return End("duplicate", m);
    } else {
      for (const auto* list : {&closed_, &open_}) {
        for (const Message& other : *list) {
          if (same(other) && other.revision == m.revision) return End("duplicate", m);
        }
        for (const Message& other : *list) {
          if (same(other) && other.revision > m.revision) return End("superseded", m);
        }
      }
      const auto parked = std::ranges::find_if(open_, same);
      if (parked != open_.end()) {
        End("superseded", *parked);
        open_.erase(parked);
      }
    }
    const bool labels_closed = std::ranges::any_of(
        closed_, [&](const Message& other) { return other.side == Side::kLabels && other.frame == m.frame; });
    open_.push_back(m);
    if (labels_closed) return Close(m.frame);
    bool labels = false;
    std::set<std::string> models;
    for (const Message& open : open_) {
      if (open.frame != m.frame) continue;
      labels = labels || open.side == Side::kLabels;
      if (open.side == Side::kPredictions) models.insert(open.model);
    }
    const bool all = std::ranges::all_of(models_, [&](const std::string& model) { return models.contains(model); });
    if (labels && !models.empty() && all) Close(m.frame);
  }

  void Close(const std::string frame) {
    bool labels = false;
    std::set<std::string> models;
    for (const Message& open : open_) {
      if (open.frame != frame) continue;
      closed_.push_back(open);
      labels = labels || open.side == Side::kLabels;
      if (open.side == Side::kPredictions) models.insert(open.model);
    }
    std::erase_if(open_, [&](const Message& open) { return open.frame == frame; });
    if (!labels) {
      for (std::size_t i = 0; i < models.size(); ++i) events.push_back("prediction_only predictions " + frame);
      return;
    }
    std::string text = (models.empty() ? "label_only " : "joined ") + frame;
    for (const std::string& model : models) text += " " + model;
    events.push_back(text);
  }

  std::vector<std::string> models_;
  std::vector<Message> open_, closed_;
  std::array<std::optional<std::int64_t>, kSides> largest_;
  std::optional<std::int64_t> watermark_;
};

// Two sides with repeats, revisions, disorder and gaps; times rise by about 10 a frame.
struct RandomStream {
  explicit RandomStream(unsigned seed) : random(seed) {
    for (int i = 0; i < 40; ++i) {
      const std::string frame = "f" + std::to_string(i);
      const std::int64_t time = 1000 + i * 10;
      if (Chance(0.9)) sides[0].push_back(Labels(frame, time, 1));
      if (Chance(0.2)) sides[0].push_back(Labels(frame, time, Below(3)));
      for (const char* model : {"detr", "yolo"}) {
        if (Chance(0.8)) sides[1].push_back(Predictions(frame, time, model));
        if (Chance(0.1)) sides[1].push_back(Predictions(frame, time, model));
      }
    }
    for (auto& side : sides) {
      for (std::size_t i = 0; i < side.size(); ++i) {
        if (Chance(0.3)) std::swap(side[i], side[std::min(side.size() - 1, i + Below(40))]);  // some are late
      }
    }
  }
  // One order of the two sides; each keeps its own.
  std::vector<Message> Interleaved() {
    std::vector<Message> merged;
    std::size_t next[kSides] = {0, 0};
    while (next[0] < sides[0].size() || next[1] < sides[1].size()) {
      const std::size_t side = next[0] == sides[0].size() ? 1 : next[1] == sides[1].size() ? 0 : Below(2);
      merged.push_back(sides[side][next[side]++]);
    }
    return merged;
  }
  bool Chance(double p) { return std::uniform_real_distribution<>(0, 1)(random) < p; }
  std::size_t Below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); }

  std::mt19937 random;
  std::array<std::vector<Message>, kSides> sides;
};

std::vector<std::string> Sorted(std::vector<std::string> events) {
  std::ranges::sort(events);
  return events;
}

TEST(JoinPropertyTest, AgreesWithThePlainestWords) {
  for (unsigned seed = 0; seed < 2000; ++seed) {
    RandomStream stream(seed);
    const std::vector<std::string> models =
        seed % 2 ? std::vector<std::string>{"detr", "yolo"} : std::vector<std::string>{};
    Joining j(Waiting(models));
    Oracle oracle(models);
    for (const Message& message : stream.Interleaved()) {
      j.Add(message);
      oracle.Add(message);
      ASSERT_EQ(j.recorder.outcomes + j.Open(), j.added) << "seed " << seed;
    }
    j.join.Finish();
    oracle.Finish();
    ASSERT_EQ(Sorted(j.recorder.events), Sorted(oracle.events)) << "seed " << seed;
    ASSERT_EQ(j.recorder.outcomes, j.added);
  }
}

TEST(JoinPropertyTest, ConservesRecordsInTheSmallestBuffers) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    RandomStream stream(seed);
    JoinOptions options = Waiting({"detr"});
    options.max_frames = 1 + seed % 4;
    options.max_bytes = 50 + seed;
    options.max_age_ms = 7;
    options.idle_ms = 5;
    Joining j(options);
    std::int64_t now = kNow;
    for (const Message& message : stream.Interleaved()) {
      j.Add(message, now += static_cast<std::int64_t>(stream.Below(4)));
      ASSERT_EQ(j.recorder.outcomes + j.Open(), j.added);
      ASSERT_LE(j.join.Frames(), 1 + seed % 4);
    }
    j.join.Finish();
    ASSERT_EQ(j.recorder.outcomes, j.added);
    ASSERT_EQ(j.join.Bytes(), 0u);
  }
}

// With disorder below the window and every frame's records within it, no order of the two sides changes anything.
TEST(JoinPropertyTest, TheOrderOfTheTwoSidesDoesNotMatter) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    RandomStream stream(seed);
    for (auto& side : stream.sides) {
      // First come first: repeats gone, order by time within a side, so that nothing is late.
      std::ranges::stable_sort(side, {}, &Message::time);
      side.erase(
          std::unique(side.begin(), side.end(),
                      [](const Message& a, const Message& b) { return a.frame == b.frame && a.model == b.model; }),
          side.end());
    }
    std::vector<std::string> first;
    for (int order = 0; order < 4; ++order) {
      Joining j(Waiting({"detr", "yolo"}));
      for (const Message& message : stream.Interleaved()) j.Add(message);
      j.join.Finish();
      if (order == 0) first = Sorted(j.recorder.events);
      ASSERT_EQ(Sorted(j.recorder.events), first) << "seed " << seed;
    }
  }
}

// Wherever a frame from the future comes, all others end as they do without it.
TEST(JoinPropertyTest, AFrameFromTheFutureChangesNoOther) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    RandomStream stream(seed);
    const std::vector<Message> all = stream.Interleaved();
    JoinOptions options = Waiting({"detr"});
    options.max_ahead_ms = 0;
    Joining without(options), with(options);
    const std::size_t at = stream.Below(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      without.Add(all[i]);
      if (i == at) {
        for (const Side side : {Side::kLabels, Side::kPredictions}) {
          Message future =
              side == Side::kLabels ? Labels("future", kYear57000) : Predictions("future", kYear57000, "detr");
          with.Add(WrittenAt(std::max<std::int64_t>(with.join.LargestEventTime(side), 1), future));
        }
        ASSERT_EQ(with.recorder.events.back(), "joined future detr");
        with.recorder.events.pop_back();
      }
      with.Add(all[i]);
    }
    without.join.Finish();
    with.join.Finish();
    ASSERT_EQ(with.recorder.events, without.recorder.events) << "seed " << seed;
  }
}

// Killed anywhere and started again from the rewind offsets, the rest is what it would have been.
TEST(JoinPropertyTest, ARebuiltJoinGoesOnAsIfNothingHadHappened) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    RandomStream stream(seed);
    const std::vector<Message> all = stream.Interleaved();
    const JoinOptions options = Waiting({"detr", "yolo"});
    Joining whole(options);
    for (const Message& message : all) whole.Add(message);
    whole.join.Finish();

    Joining before(options);
    const std::size_t cut = stream.Below(all.size() + 1);
    for (std::size_t i = 0; i < cut; ++i) before.Add(all[i]);
    std::vector<std::string> events = before.recorder.events;

    Joining after(options);
    after.join.StartRebuild();
    for (const Side side : {Side::kLabels, Side::kPredictions}) {
      const auto index = static_cast<std::size_t>(side);
      const std::int64_t rewind = before.join.RewindOffset(side);
      if (rewind < 0) continue;
      after.offsets[index] = rewind;
      for (std::int64_t offset = rewind; offset < before.offsets[index]; ++offset) {
        after.Add(stream.sides[index][static_cast<std::size_t>(offset)]);
      }
    }
    ASSERT_THAT(after.recorder.events, IsEmpty());
    after.join.EndRebuild(before.join.Watermark(), kNow);
    ASSERT_EQ(after.Open(), before.Open()) << "seed " << seed;
    for (std::size_t i = cut; i < all.size(); ++i) after.Add(all[i]);
    after.join.Finish();
    events.insert(events.end(), after.recorder.events.begin(), after.recorder.events.end());
    ASSERT_EQ(Sorted(events), Sorted(whole.recorder.events)) << "seed " << seed << " cut " << cut;
  }
}

}  // namespace
}  // namespace labelwatch
