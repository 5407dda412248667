#pragma once
// One thread: one member of a group with one producer. Polls, hands every record to its work, and commits what the work
// has sent together with the positions it has read to, once per interval. Knows the group and the transaction, not what
// the records mean.
//
//   poll -> work -> outputs;  every interval: send offsets, commit, tell the work
//
// Rebalance: commit, let go, ask where to begin. A transaction that fails is aborted and its input read again from the
// committed positions. What cannot be put right ends Run with an error.

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "consumers/kafka/commit_cycle.h"
#include "consumers/kafka/group_consumer.h"
#include "consumers/kafka/options.h"
#include "consumers/kafka/output_producer.h"
#include "consumers/kafka/told_problem.h"
#include "consumers/kafka/work.h"
#include "metrics/exporter.h"
#include "metrics/health.h"

namespace labelwatch {

// What the members of a process share; thread-safe, or not changed while they run.
struct MemberContext {
  const KafkaOptions& kafka;  // whose group and instance_id name the member
  const TopicLimits& output_limits;
  Metrics& metrics;
  Health& health;
};

class Member {
 public:
  // `name`: in health, one of its own ("kafka worker 0"). `index`: of this member within the process and group.
  Member(std::string name, std::size_t index, const MemberContext& context);
  ~Member();

  // Until `stop` (then what was read is committed), the work's goal is reached (then what is open ends first), or an
  // error that a restart may cure.
  Result<void> Run(const MakeWork& make_work, std::stop_token stop);

 private:
  using Clock = std::chrono::steady_clock;
  // A broker under load was seen to fence twice in a row. Bounded, because a real second process of the same name that
  // has not committed yet joins again as well; of the two the first one runs out of it first, and ends.
  static constexpr int kJoinsAgain = 4;

  void Loop();
  void Leave();
  bool FinishAll();
  bool KeepWaiting();

  static void Rebalanced(rd_kafka_t* consumer, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions,
                         void* opaque);
  static void Erred(rd_kafka_t* consumer, int code, const char* reason, void* opaque);
  void HandleClientError(rd_kafka_resp_err_t code, const std::string& reason);
  void HandleRebalance(rd_kafka_resp_err_t code, const rd_kafka_topic_partition_list_t& partitions);
  void Assign(const rd_kafka_topic_partition_list_t& partitions);
  Result<std::vector<PartitionPosition>> WhereToBegin(const rd_kafka_topic_partition_list_t& partitions);
  void Revoke();
  void ReadAgain();
  void HandleError(const rd_kafka_message_t& message);
  bool JoinsAgain();

  void Tick();
  bool Hurries() const;
  void Announce();
  void ShowStatus();
  void ShowOverdue();
  bool Commit();
  void Abort();
  void Fail(Error error);
  void ReadClocks();

  const std::string name_;
  const std::size_t index_;
  const MemberContext context_;
  std::stop_token stop_;
  GroupConsumer consumer_;
  std::unique_ptr<OutputProducer> producer_;
  std::unique_ptr<Work> work_;
  std::optional<CommitCycle> commits_;
  ToldProblem overdue_told_;

  std::optional<Error> error_;  // ends Run
  Clock::time_point now_, next_commit_, next_status_, next_tick_, read_again_at_;
  std::int64_t now_ms_ = 0;  // Unix time
  // A topic that is not there is said about once a second: the first time of those, and the last.
  Clock::time_point gone_since_, gone_said_at_;
  bool topic_gone_ = false;
  bool commits_fail_ = false;  // the last one has
  bool read_again_ = false;    // from the committed positions; until then no record reaches the work
  bool preparing_ = false;     // assigned, not yet ready
  bool closing_ = false;
  // How often a fence may still be that of its former self: all of kJoinsAgain before the first commit, and again once
  // the session was lost or a commit was taken back; none after a commit.
  int joins_again_left_ = kJoinsAgain;
  bool join_again_ = false;
};

}  // namespace labelwatch
