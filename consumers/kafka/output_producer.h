#pragma once
// The producer of one member: what it sends becomes visible together with the input offsets, or not at all.
//
// kExactlyOnce: a transaction is opened by the first Send or Commit and ended by Commit or Abort.
// kAtLeastOnce: Commit waits until everything is acknowledged, then commits the offsets.
//
// Single-owner: the member's thread.

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "consumers/kafka/handles.h"
#include "consumers/kafka/message_limits.h"
#include "consumers/kafka/options.h"

namespace labelwatch {

struct OutputMessage {
  const std::string& topic;
  std::string_view key, value;  // null data: none at all
  KafkaHeaders headers;
  std::int32_t partition = RD_KAFKA_PARTITION_UA;  // that of the key
};

class OutputProducer {
 public:
  // Called while waiting for brokers; false ends the waiting.
  using KeepWaiting = std::function<bool()>;

  // Ends what an earlier process of this name has left open; call it before joining the group, so that the offsets of
  // that process are settled. Waits for the brokers.
  // `limits`: of the topics that it will send to, as far as known. `options` outlive this.
  static Result<std::unique_ptr<OutputProducer>> Start(const KafkaOptions& options, const TopicLimits& limits,
                                                       std::size_t worker, KeepWaiting keep_waiting);

  // kTooLarge: the topic does not take a message of this size; send less. What else goes wrong shows at Commit.
  enum class Sent { kOnItsWay, kTooLarge };
  // Copies key and value; takes the headers.
  Sent Send(OutputMessage message);

  // There is no form in which a message can be sent: nothing since the last commit is committed.
  void CannotSend(const std::string& topic, const std::string& what);

  // Whether anything was sent since the last commit or abort.
  bool Dirty() const { return sent_ > 0; }

  // Commits what was sent together with `offsets` of `consumer`'s group. kAbort: call Abort, then read the input again.
  // kRetry: nothing is lost, commit again later.
  KafkaError Commit(rd_kafka_t* consumer, const rd_kafka_topic_partition_list_t& offsets);
  // Takes back what was sent since the last commit (kAtLeastOnce: what is still on its way).
  KafkaError Abort();
  // Nothing has ended it for good; another producer of its name does, once this one talks to the brokers.
  bool Usable() const { return FatalText(client_.get()).empty(); }
  // The last abort has taught it what the topics take: the same messages go out in another form the next time.
  bool SendsOtherwise() const { return sends_otherwise_; }

 private:
  OutputProducer(const KafkaOptions& options, const TopicLimits& limits, std::size_t worker, KeepWaiting keep_waiting);
  Result<void> Open();
  static void Delivered(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);
  void NotDelivered(const rd_kafka_message_t& message);
  KafkaError Retried(const std::function<rd_kafka_error_t*()>& call) const;
  KafkaError Begin();
  KafkaError Flush();
  KafkaError Explained(KafkaError error) const;
  KafkaError CommitOffsets(rd_kafka_t* consumer, const rd_kafka_topic_partition_list_t& offsets) const;
  void Settled();

  const KafkaOptions& options_;
  const std::size_t worker_;
  const bool transactional_;
  const KeepWaiting keep_waiting_;
  MessageLimits limits_;
  KafkaHandle client_;
  bool open_ = false;       // a transaction is
  std::uint64_t sent_ = 0;  // since the last commit or abort
  KafkaError failed_;       // of the first message that could not be sent or delivered since then
  bool sends_otherwise_ = false;
};

}  // namespace labelwatch
