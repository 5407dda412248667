#pragma once
// Where the results of one partition pair go: flagged frames, requests to look at a frame and dead letters, through the
// member's producer.

#include <librdkafka/rdkafka.h>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "consumers/kafka/options.h"
#include "consumers/kafka/output_producer.h"
#include "consumers/refusal_log.h"
#include "consumers/task.h"

namespace labelwatch {

// What is worth a metric and happens to a record on its way, or to a message; belongs to the commit.
struct OutputCounts {
  static constexpr std::array<std::string_view, 3> kOutputs = {"flagged", "dead_letters", "requests"};
  std::array<std::uint64_t, kSides> ahead_of_clock{};
  std::array<std::uint64_t, kOutputs.size()> shortened{};  // too large for their topic
};

// Headers of a flagged frame and a request are those of CloudEvents in binary mode. The key of a flagged frame is that
// of the input (sequence, else frame id), that of a request the frame id: of its topic the last record of a frame
// stays. A dead letter keeps key, value and headers as they came; what happened is in added headers
// `labelwatch.error.reason`, `.topic`, `.partition`, `.offset`, `.timestamp`, `.detail`. What its topic does not take
// is sent in a shorter form: without predictions, without labels, without value.
//
// Single-owner, like the task that it serves.
class TaskOutputs : public Outputs {
 public:
  // The references must outlive this.
  TaskOutputs(OutputProducer& producer, const KafkaOptions& kafka, std::int32_t partition, const NameTable& classes,
              const std::string& judge, RefusalLog& refusals)
      : producer_(producer),
        topics_(kafka.topics),
        format_(kafka.output_format),
        partition_(partition),
        classes_(classes),
        judge_(judge),
        refusals_(refusals) {}

  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override;
  void Asked(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
             const Inspector& inspector, const Routed& routed, std::int64_t now_ms) override;
  void Refused(const Record& record, Rejection reason) override;
  void UnknownFields(const Record& record, std::span<const std::string> names) override;
  void AheadOfClock(const JoinRecord& record, std::int64_t event_time_ms) override;

  // Since the last call.
  OutputCounts TakeCounts() { return std::exchange(counts_, {}); }

  // The message that is being added to the task, for its headers; null: none.
  void SetCurrent(const rd_kafka_message_t* message) { current_ = message; }

 private:
  enum Output : std::size_t { kFlagged, kDeadLetters, kRequests };  // in the order of OutputCounts

  struct Form {        // in which a message is tried
    std::string type;  // "FlaggedFrame"
    Output output;
    const std::string& topic;
    std::string key, id;
    std::function<std::string(const FlaggedFrame&)> encode;
  };
  void Send(const Form& form, const FlaggedFrame& flagged, std::size_t found);
  OutputProducer::Sent SendAs(const Form& form, std::string value);

  OutputProducer& producer_;
  const KafkaTopics& topics_;
  const OutputFormat format_;
  const std::int32_t partition_;
  const NameTable& classes_;
  const std::string& judge_;
  RefusalLog& refusals_;
  const rd_kafka_message_t* current_ = nullptr;
  OutputCounts counts_;
  std::optional<FlaggedFrame> made_;  // of the frame judged last
  bool clock_named_ = false;
};

}  // namespace labelwatch
