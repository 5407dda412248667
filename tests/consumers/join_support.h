#pragma once
// Messages as the tests of the join speak of them, and a join that tells as text what became of each.
//
//   Joining j;
//   j.Add(Labels("f", 1));
//   j.Add(Predictions("f", 1));
//   EXPECT_THAT(j.recorder.events, ElementsAre("joined f yolo"));

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "consumers/join.h"

namespace labelwatch {

inline constexpr std::int64_t kWindow = 100;
inline constexpr std::int64_t kNow = 10'000;                       // wall-clock time, where it does not matter
inline constexpr std::int64_t kYear57000 = 1'700'000'000'000'000;  // a wrong clock

// One message as the tests speak of it.
struct Message {
  Side side = Side::kLabels;
  std::string frame;
  std::int64_t time = 0;
  std::uint64_t revision = 0;
  std::string model;
  std::optional<std::int64_t> kafka_time = std::nullopt;  // else the time of the event
  std::string version = {};                               // of the model
  bool again = false;  // a correction: labels whose predictions follow, predictions that are sent again for `revision`
  std::uint32_t follow = 1;  // so many of them, say the labels
};

inline Message Labels(std::string frame, std::int64_t time, std::uint64_t revision = 1) {
  return {Side::kLabels, std::move(frame), time, revision, "", std::nullopt, {}, false};
}
inline Message Predictions(std::string frame, std::int64_t time, std::string model = "yolo") {
  return {Side::kPredictions, std::move(frame), time, 0, std::move(model), std::nullopt, {}, false};
}
inline Message Corrected(std::string frame, std::int64_t time, std::uint64_t revision, std::uint32_t follow = 1) {
  return {Side::kLabels, std::move(frame), time, revision, "", std::nullopt, {}, true, follow};
}
inline Message SentAgain(std::string frame, std::int64_t time, std::uint64_t revision, std::string model = "yolo") {
  return {Side::kPredictions, std::move(frame), time, revision, std::move(model), std::nullopt, {}, true};
}
inline Message WithVersion(std::string version, Message message) {
  message.version = std::move(version);
  return message;
}
inline Message WrittenAt(std::int64_t kafka_time, Message message) {
  message.kafka_time = kafka_time;
  return message;
}

// What became of each record, as text: "joined f1", "late labels f2", ...
class Recorder : public JoinSink {
 public:
  void Frame(const JoinRecord& labels, std::span<const JoinRecord> predictions) override {
    const std::string frame(ReadEnvelope(labels.message, Side::kLabels, {})->frame_id);
    judged.insert(frame);
    std::string text = (predictions.empty() ? std::string(OutcomeWord(labels.alone)) : "joined") + " " + frame;
    ++outcomes;
    corrections += labels.corrects;
    for (const JoinRecord& record : predictions) {
      const Envelope envelope = *ReadEnvelope(record.message, Side::kPredictions, {});
      text += " " + std::string(envelope.model);
      if (!envelope.model_version.empty()) text += " " + std::string(envelope.model_version);
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
  std::set<std::string> judged;  // ids of frames
  std::size_t outcomes = 0, corrections = 0;
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
      if (message.again) frame.predictions_follow = message.follow;
      Encode(frame, classes, bytes);
    } else {
      PredictedFrame frame;
      frame.frame_id = message.frame;
      frame.event_time_ms = message.time;
      frame.model = message.model;
      frame.model_version = message.version;
      frame.for_label_revision = message.revision;
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

inline JoinOptions Waiting(std::vector<std::string> models) {
  JoinOptions options;
  options.models = std::move(models);
  return options;
}

}  // namespace labelwatch
