#pragma once
// Requests into a labeling tool and its reviews back, as work of a group's member.
//
//   request -> batch -> announced -> imported -> task book, offset        one transaction
//   review  -> verdict, corrected labels, their predictions, task book    one transaction
//
// Importing is nothing that a transaction can take back. So a batch is announced in one commit and imported after it;
// the next commit carries the tasks and the offsets, and announces the next batch, which is gathered before the import
// begins: between two imports lies one commit. Whatever dies in between, the next owner finds the announcement,
// asks the tool for those requests (until an import that may still be under way has had its time), and imports only
// what is not there: one task for each request.
//
//   bridge_work.cpp     the partitions, gathering, announcing, commits
//   bridge_import.cpp   a batch that was announced becomes tasks
//   bridge_reviews.cpp  reviews are asked for and told
//
// Single-owner: the member's thread. Calls to the tool are made from Tick, within the bounds of the tool.

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/kafka/forgotten_requests.h"
#include "consumers/kafka/options.h"
#include "consumers/kafka/work.h"
#include "consumers/labeling/labeling_tool.h"
#include "consumers/labeling/task_book.h"
#include "consumers/repeated_warnings.h"
#include "metrics/exporter.h"
#include "metrics/health.h"

namespace labelwatch {

struct BridgeTimes {
  std::size_t batch = 500;            // requests, at most
  std::int64_t batch_wait_ms = 1000;  // how long one waits for more
  std::int64_t poll_ms = 60'000;      // between two looks at the reviews
  std::int64_t settle_ms = 60'000;    // after which an import that nobody saw the end of was not done
  std::int64_t expire_ms = 0;         // after which a task that nobody reviewed is taken out; 0: never
  std::int64_t forget_ms = 0;         // after which what is decided or closed is no longer known; 0: never
  bool once = false;                  // end when the requests that are there now are tasks and the reviews are told
};

// What the member and its process share; thread-safe, or not changed while it runs.
struct BridgeContext {
  const KafkaOptions& kafka;  // of the bridge's own group
  const BridgeTimes& times;
  LabelingTool& tool;
  Metrics& metrics;
  Health& health;
  std::atomic<bool>& called;                   // by the tool: there is something to look at
  std::stop_token stop;                        // nothing new is begun then
  const std::vector<std::string>& to_experts;  // of kExpertVerdicts
};

inline constexpr std::int64_t kFirstWaitMs = 500;  // for what may soon be there

// The tool, as a part of the process that may not be ready.
inline constexpr const char* kBridgeTool = "labeling tool";

// REQUIRES: the tool is prepared.
class BridgeWork : public Work {
 public:
  BridgeWork(const BridgeContext& context, GroupConsumer& consumer, OutputProducer& producer)
      : context_(context), consumer_(consumer), producer_(producer) {}

  std::vector<std::string> InputTopics() const override { return {context_.kafka.topics.requests}; }
  Result<std::vector<PartitionPosition>> Assigned(const std::vector<StartPosition>& starts,
                                                  std::int64_t now_ms) override;
  void Revoked() override;
  void Record(const rd_kafka_message_t& message, std::int64_t now_ms) override;
  void EndOfPartition(const rd_kafka_message_t& end, std::int64_t now_ms) override;
  void Tick(std::int64_t now_ms) override;
  bool Hurries() const override;
  void ShowStatus() override;
  std::string StillPreparing() const override;
  bool AtGoal() override;
  void Finish() override {}
  std::vector<PartitionPosition> BeforeCommit() override;
  void Committed() override;
  // Its input is Assigned again, and all is read back from the topic of the task book.
  void Aborted() override { taken_back_ = true; }

 private:
  // Some requests, in the order of the topic, and how far it has been read with them.
  struct Batch {
    std::vector<TaskRequest> requests;
    std::map<std::int32_t, std::int64_t> positions;
    std::int64_t since_ms = 0;
    std::size_t bytes = 0;
    std::int64_t announced_ms = 0;  // since when it could be imported; 0: not yet
    bool waits = false;             // for the commit of its announcement
    bool imported = false;
    std::set<std::string> unsure;  // ids of which nobody knows whether they are tasks
    std::set<std::string> fresh;   // ids that no batch before held
  };

  Result<void> Restore();
  bool Full(const Batch& batch) const;
  bool Ready(const Batch& batch) const;
  void Announce(Batch batch);
  void Withdraw(const RelabelRequest& withdrawal);
  bool MayImport() const;
  void Import();
  Result<bool> Settle();
  std::vector<const TaskRequest*> Wanted();
  bool AnnounceAgain(const std::vector<const TaskRequest*>& wanted);
  Result<void> ImportNew(const std::vector<const TaskRequest*>& wanted);
  Result<void> CloseEarlier();
  Result<void> Close(TaskEntry& entry);
  void LookAtReviews();
  void ListReviews();
  Result<void> Expire(const std::string& request_id);
  void ForgetOld();
  Result<void> TellReview(const ReviewVersion& version);
  void Tell(const Review& review, TaskEntry& entry);
  void AskNext(const RelabelRequest& request, const RelabelVerdict& verdict, TaskEntry& entry);
  void Trouble(const Error& error);
  void Recovered();
  void Pause(bool paused);
  void Save(const TaskEntry& entry);
  void Send(const std::string& topic, const std::string& key, const std::string& value, KafkaHeaders headers = {});
  void SaveCursor();
  bool AtEnd() const;
  std::string CursorKey() const;
  std::string ForgottenKey() const { return "forgotten\n" + context_.kafka.group + "\n"; }  // and the partition
  std::string EntryKey(const std::string& request) const { return "task\n" + context_.kafka.group + "\n" + request; }

  const BridgeContext context_;
  GroupConsumer& consumer_;
  OutputProducer& producer_;
  TaskBook book_;
  std::map<std::int32_t, std::int64_t> read_, goal_;  // by partition: next offset to read; the end at the start
  std::map<std::int32_t, std::int64_t> settled_;      // next offset of which nothing is committed
  std::map<std::int32_t, ForgottenRequests> forgotten_;
  Batch gathering_;
  std::optional<Batch> announcing_, batch_;  // announced in the commit that is being made; announced before
  bool paused_ = false, committing_batch_ = false;
  bool taken_back_ = false;    // until it is assigned again
  bool import_ended_ = false;  // since the last tick
  bool may_know_ = false;      // the tool may have tasks that the book does not know
  std::string cursor_, next_cursor_;
  std::deque<ReviewVersion> to_tell_;
  std::deque<std::string> to_expire_, to_forget_;  // ids of requests
  bool listing_ = false;                           // a look at the reviews has begun and is not through
  int looks_ = 0;                                  // that have come to their end since the requests were tasks
  std::int64_t next_look_ms_ = 0, try_again_ms_ = 0, now_ms_ = 0;
  int failures_ = 0;
  std::string trouble_;
  RepeatedWarnings warnings_;
};

}  // namespace labelwatch
