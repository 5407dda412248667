#pragma once
// Judging frames, as work of a group's member: the partition pairs that the group gives it, their joins, pauses and
// rebuilding, and the look at how producers place their keys.
//
//   record -> source -> pair -> task -> outputs
//
// Single-owner: the member's thread.

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "consumers/kafka/end_goal.h"
#include "consumers/kafka/key_places.h"
#include "consumers/kafka/partition_pair.h"
#include "consumers/kafka/tally_log.h"
#include "consumers/kafka/work.h"
#include "metrics/exporter.h"
#include "metrics/health.h"

namespace labelwatch {

// What the inspecting members of a process share; thread-safe, or not changed while they run.
struct InspectContext {
  const KafkaOptions& kafka;
  const TaskOptions& task;
  const std::string& judge;
  Names& names;
  CalibrationFeed& learning;
  TallyLog& tallies;
  Metrics& metrics;
  Health& health;
  InputChecks& checks;
  RefusalLog& refusals;
  EndGoal* goal;  // null: run until stopped
};

class InspectWork : public Work {
 public:
  // `worker`: unique in the group, the same after a restart.
  InspectWork(std::string worker, const InspectContext& context, GroupConsumer& consumer, OutputProducer& producer);

  std::vector<std::string> InputTopics() const override;
  Result<std::vector<PartitionPosition>> Assigned(const std::vector<StartPosition>& starts,
                                                  std::int64_t now_ms) override;
  void Revoked() override { DropPairs(); }
  void Record(const rd_kafka_message_t& message, std::int64_t now_ms) override;
  void EndOfPartition(const rd_kafka_message_t& end, std::int64_t now_ms) override;
  void Tick(std::int64_t now_ms) override;
  void ShowStatus() override;
  std::string StillPreparing() const override;
  bool AtGoal() override;
  void Finish() override;
  std::vector<PartitionPosition> BeforeCommit() override;
  void Committed() override;
  // The counts, the findings and the state of the joins go with the transaction; all are made again from the input.
  void Aborted() override { learning_->Aborted(); }

 private:
  struct Source {  // a partition of one topic
    Side side = Side::kLabels;
    PartitionPair* pair = nullptr;
    bool paused = false;
    std::uint64_t seen = 0;  // messages
  };

  Result<void> CatchUp();
  void SendTally();
  void StartPair(const StartPosition& labels, const StartPosition& predictions, std::int64_t now_ms);
  void DropPairs();
  Source* Find(const rd_kafka_message_t& message);
  void AfterRebuildStep(PartitionPair& pair);
  void ApplyPauses();
  void ShowHeld(const Source& source);
  void CountOutputs(const OutputCounts& counts);
  std::array<std::int64_t, kSides> KnownEnds(std::int32_t partition) const;
  const std::string& Topic(Side side) const {
    return side == Side::kLabels ? context_.kafka.topics.labels : context_.kafka.topics.predictions;
  }

  const std::string worker_;
  const InspectContext context_;
  GroupConsumer& consumer_;
  OutputProducer& producer_;
  std::optional<WorkingCopy> learning_;  // of all pairs; never without
  bool caught_up_ = false;               // with what the group has learnt
  const PairContext pair_context_;
  std::vector<std::unique_ptr<PartitionPair>> pairs_;
  std::vector<Source> sources_;  // two per pair
  // The source of the message before: neighbours mostly come from the same partition.
  const rd_kafka_topic_t* last_topic_ = nullptr;
  std::int32_t last_partition_ = -1;
  Source* last_source_ = nullptr;
  KeyPlaces key_places_;
  std::int64_t now_ms_ = 0;  // of the last tick
};

}  // namespace labelwatch
