#pragma once
// Following rates, as work of a group's member: reads the tallies of the group, and puts out alarms and its own state.
//
//   tally, act -> RatesStage -> alarms, state;  whenever ticks have closed, or a person decided something: all of it in
//   one commit
//
// The topic of tallies has one partition, so one member of all processes owns the stage; the others stand by. Between
// two ticks nothing is committed: a new owner reads the state and the tallies since then, and comes to the same alarms.
// For drawings it reads some of the tallies before, too, of which it follows nothing.
//
// Single-owner: the member's thread.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/kafka/options.h"
#include "consumers/kafka/rates_goal.h"
#include "consumers/kafka/work.h"
#include "consumers/report/rates_view.h"
#include "detectors/rates/rates_stage.h"
#include "metrics/exporter.h"
#include "metrics/rates_status.h"

namespace labelwatch {

// What the member and its process share; thread-safe, or not changed while it runs.
struct RatesContext {
  const KafkaOptions& kafka;
  const RateOptions& rates;
  std::int32_t tasks;  // partitions of the input
  RatesBoard& board;
  Metrics& metrics;
  RatesGoal* goal = nullptr;  // null: run until stopped
  RatesView* view = nullptr;  // where the rates are drawn; null: nowhere
};

class RatesWork : public Work {
 public:
  RatesWork(const RatesContext& context, OutputProducer& producer);

  std::vector<std::string> InputTopics() const override { return {context_.kafka.topics.tallies}; }
  Result<std::vector<PartitionPosition>> Assigned(const std::vector<StartPosition>& starts,
                                                  std::int64_t now_ms) override;
  void Revoked() override;
  void Record(const rd_kafka_message_t& message, std::int64_t now_ms) override;
  void EndOfPartition(const rd_kafka_message_t& end, std::int64_t now_ms) override;
  void Tick(std::int64_t now_ms) override { now_ms_ = now_ms; }
  void ShowStatus() override;
  std::string StillPreparing() const override { return {}; }
  bool AtGoal() override;
  void Finish() override;
  std::vector<PartitionPosition> BeforeCommit() override;
  void Committed() override;
  void Aborted() override;

 private:
  Result<void> Restore();
  std::int64_t BeginOfDrawing(std::int64_t first) const;
  void Draw(const Tally& tally, std::int64_t offset);
  void TakeAct(std::string_view bytes, std::int64_t said_ms);
  void Tell();
  void SendState();
  void Send(const std::string& topic, const std::string& key, const std::string& value);

  const RatesContext context_;
  OutputProducer& producer_;
  std::optional<RatesStage> stage_;  // none: another member owns it
  std::int64_t position_ = 0;        // next offset to follow
  CommittedPosition committing_;     // beside it
  std::uint64_t committed_ticks_ = 0;
  std::int64_t now_ms_ = 0;       // of the last tick of the clock
  std::vector<AlarmEvent> told_;  // since the last commit
  std::vector<TakenAct> acts_;    // likewise
  bool finished_ = false;         // what is shown stays
  std::optional<RatesDrawing> drawing_;
  std::int64_t drawn_to_ = 0;  // next offset whose counts are to be drawn
};

}  // namespace labelwatch
