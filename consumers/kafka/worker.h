#pragma once
// One thread: one member of the group with one producer. Reads the partition pairs that the group gives it, hands each
// message to its task, and commits outputs and positions together, once per interval.
//
//   poll -> pair -> task -> outputs;  every interval: send offsets, commit, hand the counts to the metrics
//
// Rebalance: commit, let go, ask where to begin, rebuild. A transaction that fails is aborted and its input read again
// from the committed positions. What cannot be put right ends Run with an error.

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "consumers/kafka/end_goal.h"
#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"
#include "consumers/kafka/output_producer.h"
#include "consumers/kafka/partition_check.h"
#include "consumers/kafka/partition_pair.h"
#include "metrics/exporter.h"
#include "metrics/health.h"

namespace labelwatch {

// What the workers of a process share; thread-safe, or not changed while they run.
struct WorkerContext {
  const KafkaOptions& kafka;
  const TaskOptions& task;
  const std::string& judge;
  Names& names;
  LearningStage& learning;
  Metrics& metrics;
  Health& health;
  PartitionCheck& partition_check;
  EndGoal* goal;  // null: run until stopped
};

class Worker {
 public:
  Worker(std::size_t index, const WorkerContext& context);
  ~Worker();

  // Until `stop` (then what was read is committed), the goal is reached (then open frames are judged first), or an
  // error that a restart may cure.
  Result<void> Run(std::stop_token stop);

 private:
  using Clock = std::chrono::steady_clock;
  struct Source {  // a partition of one topic
    Side side = Side::kLabels;
    PartitionPair* pair = nullptr;
    bool paused = false;
    std::uint64_t seen = 0;
  };

  Result<void> Join();
  void Loop();
  void Leave();
  bool FinishAll();
  bool KeepWaiting();

  static void Rebalanced(rd_kafka_t* consumer, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                         void* opaque);
  void Assign(const rd_kafka_topic_partition_list_t& partitions);
  void Revoke();
  void Restart();
  Result<void> StartPairs(const std::vector<StartPosition>& starts);
  void Live(PartitionPair& pair);
  void Announce();
  void AfterRebuildStep(PartitionPair& pair);

  void Handle(const rd_kafka_message_t& message);
  void HandleError(const rd_kafka_message_t& message);
  bool JoinsAgain();
  void CheckPartition(Source& source, const rd_kafka_message_t& message);
  Source* Find(const rd_kafka_message_t& message);
  Source* SourceOf(Side side, std::int32_t partition);

  void Tick();
  void ApplyPauses();
  void Pause(Source& source, bool pause);
  void ShowStatus();
  void ShowPartitionProblem();
  bool GoalReached();
  void Commit();
  void Committed();
  KafkaPartitions Offsets() const;
  std::array<std::int64_t, kSides> KnownEnds(std::int32_t partition) const;
  void DropPairs();
  void Fail(Error error);
  void ReadClocks();
  const std::string& Topic(Side side) const {
    return side == Side::kLabels ? context_.kafka.topics.labels : context_.kafka.topics.predictions;
  }

  const WorkerContext context_;
  const std::size_t index_;
  const std::string name_;
  std::stop_token stop_;
  std::unique_ptr<OutputProducer> producer_;
  KafkaHandle consumer_;
  std::optional<PairContext> pair_context_;
  std::vector<std::unique_ptr<PartitionPair>> pairs_;
  std::vector<Source> sources_;  // two per pair
  // The source of the message before: neighbours mostly come from the same partition.
  const rd_kafka_topic_t* last_topic_ = nullptr;
  std::int32_t last_partition_ = -1;
  Source* last_source_ = nullptr;

  std::optional<Error> error_;  // ends Run
  int failures_ = 0;            // commits that failed in a row
  Clock::time_point now_, next_commit_, next_status_, next_advance_, retry_at_;
  std::int64_t now_ms_ = 0;                                             // Unix time
  std::array<std::array<std::uint64_t, kKeyHashes>, kSides> hashes_{};  // not yet in the metrics
  bool partition_problem_ = false, restart_ = false, closing_ = false;
  bool session_lost_ = false;  // and nothing committed since
  bool join_again_ = false;
};

}  // namespace labelwatch
