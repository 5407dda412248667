#pragma once
// Where the results of one partition pair go: flagged frames and dead letters, through the member's producer.

#include <librdkafka/rdkafka.h>

#include <array>
#include <cstdint>
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
  static constexpr std::array<std::string_view, 2> kOutputs = {"flagged", "dead_letters"};
  std::array<std::uint64_t, kSides> ahead_of_clock{};
  std::array<std::uint64_t, kOutputs.size()> shortened{};  // too large for their topic
};

// Headers of a flagged frame are those of CloudEvents in binary mode; its key is that of the input (sequence, else
// frame id). A dead letter keeps key, value and headers as they came; what happened is in added headers
// `labelwatch.error.reason`, `.topic`, `.partition`, `.offset`, `.timestamp`, `.detail`. What its topic does not take
// is sent in a shorter form: without predictions, without labels, without value.
//
// Single-owner, like the task that it serves.
class TaskOutputs : public Outputs {
 public:
  // The references must outlive this.
  TaskOutputs(OutputProducer& producer, const KafkaTopics& topics, std::int32_t partition, const NameTable& classes,
              const std::string& judge, RefusalLog& refusals)
      : producer_(producer),
        topics_(topics),
        partition_(partition),
        classes_(classes),
        judge_(judge),
        refusals_(refusals) {}

  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override;
  void Refused(const Record& record, Rejection reason) override;
  void UnknownFields(const Record& record, std::span<const std::string> names) override;
  void AheadOfClock(const JoinRecord& record, std::int64_t event_time_ms) override;

  // Since the last call.
  OutputCounts TakeCounts() { return std::exchange(counts_, {}); }

  // The message that is being added to the task, for its headers; null: none.
  void SetCurrent(const rd_kafka_message_t* message) { current_ = message; }

 private:
  enum Output : std::size_t { kFlagged, kDeadLetters };  // in the order of OutputCounts

  OutputProducer& producer_;
  const KafkaTopics& topics_;
  const std::int32_t partition_;
  const NameTable& classes_;
  const std::string& judge_;
  RefusalLog& refusals_;
  const rd_kafka_message_t* current_ = nullptr;
  OutputCounts counts_;
  bool clock_named_ = false;
};

}  // namespace labelwatch
