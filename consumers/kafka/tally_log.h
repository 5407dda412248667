#pragma once
// The topic of tallies as the one order in which everybody learns: every process of the group applies every committed
// tally, its own included, to a learning stage of its own, so that all of them judge with one calibration, and one that
// starts anew goes on with it.
//
//   auto log = TallyLog::Start(options, stage, classes, metrics, stop);   // follows the topic from now on
//   (*log)->CatchUp();                // before a worker begins, and at the end
//   (*log)->Send(tally, producer);    // before a commit
//
// Now and then Send puts the whole state beside a tally, on the topic of the calibration: reading begins there.
//
// Thread-safe: a thread of its own reads the topic.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"
#include "consumers/kafka/output_producer.h"
#include "consumers/repeated_warnings.h"
#include "detectors/learning/learning_stage.h"
#include "metrics/exporter.h"
#include "schema/names.h"

namespace labelwatch {

class TallyLog {
 public:
  // An error if the topics cannot be read.
  static Result<std::unique_ptr<TallyLog>> Start(const KafkaOptions& options, LearningStage& stage, NameTable& classes,
                                                 Metrics& metrics, std::stop_token stop);

  void Send(const Tally& tally, OutputProducer& producer);
  // Until everything that is committed now has been applied, or the service stops. A transaction that a dead process
  // has left open holds this up until it is settled: its next process settles it, else time does.
  Result<void> CatchUp();
  // Time passes: tells how many tallies could not be read besides those that the log names.
  void Advance(std::int64_t now_ms) { warnings_.Advance(now_ms); }
  // Offset of the first tally that was not applied.
  std::int64_t Next() {
    const std::lock_guard lock(mutex_);
    return next_;
  }

 private:
  TallyLog(const KafkaOptions& options, LearningStage& stage, NameTable& classes, Metrics& metrics,
           std::stop_token stop)
      : options_(options), stage_(stage), classes_(classes), metrics_(metrics), stop_(std::move(stop)) {}
  Result<void> Restore();
  std::function<bool()> Waiting();
  Result<void> Open();
  void Follow(const std::stop_token& stop);
  void Take(const rd_kafka_message_t& message);
  void Apply(const rd_kafka_message_t& message);
  void ApplyAct(const rd_kafka_message_t& message);
  void Refuse(const rd_kafka_message_t& message, const Error& error);

  const KafkaOptions& options_;
  LearningStage& stage_;
  NameTable& classes_;
  Metrics& metrics_;
  const std::stop_token stop_;
  KafkaHandle reader_;

  std::mutex mutex_;  // over what follows, and so that state and offset belong together
  std::condition_variable_any moved_;
  std::int64_t next_ = 0;          // offset of the first tally that was not read yet
  std::uint64_t since_state_ = 0;  // tallies applied since the last state was written
  RepeatedWarnings warnings_;
  std::jthread follower_;
};

}  // namespace labelwatch
