#include "frames.h"

#include <gtest/gtest.h>

#include <numeric>
#include <sstream>

#include "consumers/flagged_frame.h"
#include "consumers/kafka/topic_reader.h"
#include "consumers/replay.h"
#include "consumers/request_outputs.h"
#include "detectors/learning/next_calibration.h"

namespace labelwatch {
namespace {

const std::string kJudge = "test";

class FlaggedHere : public Outputs {
 public:
  explicit FlaggedHere(const NameTable& classes) : classes_(classes) {}
  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override {
    if (!judgement.flagged) return;
    const FlaggedFrame flagged = MakeFlaggedFrame(frame, calibration, judgement, inspector, kJudge, classes_);
    EXPECT_TRUE(messages.emplace(flagged.id, EncodeFlaggedFrame(flagged)).second);
  }
  void Refused(const Record&, Rejection) override { ADD_FAILURE(); }

  FlaggedMessages messages;

 private:
  const NameTable& classes_;
};

std::string Numbered(const char* word, int number) {
  std::string digits = std::to_string(number);
  return word + std::string(7 - digits.size(), '0') + digits;
}

Shape BoxAt(double x, double size) {
  Shape shape;
  shape.kind = ShapeKind::kBox;
  shape.bounds = {x, 100, x + size, 100 + size};
  return shape;
}

}  // namespace

std::vector<OwnedRecord> MakeFrames(int count, int in_sequence, std::int64_t start_ms,
                                    const std::function<bool(int)>& is_wrong) {
  NameTable classes(10);
  const NameId car = classes.Add("car"), dog = classes.Add("dog");
  std::vector<OwnedRecord> records;
  for (int i = 0; i < count; ++i) {
    const std::string id = Numbered("frame-", i);
    const std::string sequence = in_sequence > 0 ? Numbered("sequence-", i / in_sequence) : "";
    const std::string label_ids[] = {"1", "2", "3"};
    const bool wrong = is_wrong ? is_wrong(i) : i % 10 == 0;
    LabeledFrame labels;
    labels.frame_id = id;
    labels.sequence = sequence;
    labels.annotator = i % 2 == 0 ? "ann" : "bob";
    labels.source = "camera";
    labels.event_time_ms = labels.labeled_at_ms = start_ms + 100 * i;
    labels.image_width = 1000;
    labels.image_height = 500;
    PredictedFrame predicted;
    predicted.frame_id = id;
    predicted.sequence = sequence;
    predicted.model = "model";
    predicted.event_time_ms = labels.event_time_ms;
    for (int box = 0; box < 3; ++box) {
      const double x = 50 + 300 * box, size = 100 + i % 50;
      Label label;
      label.id = label_ids[box];
      label.class_id = box == 0 ? dog : car;
      label.shape = BoxAt(x, size);
      // In a wrong frame the last object has no label.
      if (!wrong || box < 2) labels.labels.push_back(label);
      Prediction prediction;
      prediction.class_id = label.class_id;
      prediction.shape = BoxAt(x + 1, size);
      prediction.score = 0.95;
      // And the first label no prediction.
      if (!wrong || box > 0) predicted.predictions.push_back(prediction);
    }
    OwnedRecord one{Side::kLabels, sequence.empty() ? id : sequence, "", labels.event_time_ms};
    OwnedRecord other = one;
    other.side = Side::kPredictions;
    Encode(labels, classes, one.value);
    Encode(predicted, classes, other.value);
    records.push_back(std::move(one));
    records.push_back(std::move(other));
  }
  return records;
}

Result<bool> MemoryStream::Next(Record& record) {
  if (next_ == records_.size()) return false;
  const OwnedRecord& owned = records_[next_];
  record = {owned.side, owned.key, owned.value, static_cast<std::int64_t>(next_), owned.timestamp_ms};
  ++next_;
  return true;
}

TaskOptions FrozenTask(std::vector<std::string> models) {
  TaskOptions options;
  options.inspect.frozen = true;
  // The shipped weights alone are cautious; the wrong labels of MakeFrames score -1.1 and -1.6 (probability 0.25 and
  // 0.17), right ones below -5 (0.007).
  options.inspect.flag_probability = 0.05;
  options.join.models = std::move(models);
  return options;
}

TaskOptions LearningTask() {
  TaskOptions options = FrozenTask();
  options.inspect.frozen = false;
  options.inspect.learn_all_frames = options.inspect.learn_often_until = 1'000'000;
  return options;
}

FlaggedMessages JudgeHere(RecordStream& stream, const TaskOptions& options) {
  Names names;
  WorkingCopy learning(options.inspect, names.classes);
  FlaggedHere outputs(names.classes);
  Task task(options, names, learning, outputs);
  EXPECT_TRUE(Replay(stream, task, [](const StreamProgress&, Task&) { return true; }));
  return outputs.messages;
}

std::string WithoutTime(RelabelRequest request) {
  request.asked_at_ms = 0;
  return RelabelRequestToJson(EncodeRelabelRequest(request)).value();
}

Requests AskHere(RecordStream& stream, const TaskOptions& options) {
  Names names;
  WorkingCopy learning(options.inspect, names.classes);
  FlaggedHere flagged(names.classes);
  std::stringstream lines;
  const LabelTimes times;
  RequestOutputs outputs(lines, flagged, kJudge, names.classes, times);
  Task task(options, names, learning, outputs);
  EXPECT_TRUE(Replay(stream, task, [](const StreamProgress&, Task&) { return true; }));
  Requests requests;
  for (std::string line; std::getline(lines, line);) {
    const auto request = DecodeRelabelRequest(line);
    EXPECT_TRUE(request) << request.error().message;
    EXPECT_FALSE(request->withdrawn);
    EXPECT_TRUE(requests.emplace(request->id, WithoutTime(*request)).second);
  }
  return requests;
}

FlaggedMessages ReadFlaggedMessages(const KafkaOptions& options) {
  FlaggedMessages messages;
  const auto read = ReadTopic(options, options.topics.flagged, [&](const rd_kafka_message_t& message) {
    std::string bytes(static_cast<const char*>(message.payload), message.len);
    const auto frame = DecodeFlaggedFrame(bytes);
    if (!frame) {
      ADD_FAILURE() << frame.error().message;
      return false;
    }
    EXPECT_TRUE(messages.emplace(frame->id, std::move(bytes)).second) << "twice: " << frame->frame_id;
    return true;
  });
  EXPECT_TRUE(read) << read.error().message;
  return messages;
}

std::set<std::string> Differences(const FlaggedMessages& one, const FlaggedMessages& other) {
  std::set<std::string> different;
  for (const auto& [a, b] : {std::pair{&one, &other}, std::pair{&other, &one}}) {
    for (const auto& [id, bytes] : *a) {
      const auto found = b->find(id);
      if (found == b->end() || found->second != bytes) different.insert(id);
    }
  }
  return different;
}

ServiceRun::ServiceRun() = default;

Result<Summary> ServiceRun::Go(const KafkaOptions& kafka, const TaskOptions& task, bool until_end,
                               std::stop_token stop) {
  LearningStage learning(FirstCalibration(task.inspect), task.inspect);
  auto summary =
      RunService({kafka, task, kJudge, until_end, "test", &rates}, names, learning, metrics, health, std::move(stop));
  calibration = learning.Current();
  return summary;
}

std::uint64_t Outcomes(const StreamCounts& counts, Side side) {
  const auto& outcomes = counts.outcomes[static_cast<std::size_t>(side)];
  return std::accumulate(outcomes.begin(), outcomes.end(), std::uint64_t{0});
}

std::uint64_t Outcomes(const StreamCounts& counts, Side side, Outcome outcome) {
  return counts.outcomes[static_cast<std::size_t>(side)][static_cast<std::size_t>(outcome)];
}

}  // namespace labelwatch
