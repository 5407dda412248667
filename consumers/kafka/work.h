#pragma once
// What a member of a group works on. The member (member.h) knows the group, the transaction and the clock; the work
// knows what the records mean, and what has to be put out and remembered with them.
//
//   Assigned, then Record, EndOfPartition and Tick;  every interval: BeforeCommit, then Committed or Aborted;  Revoked
//
// A kind of work is made with the member's consumer (to pause partitions) and its producer (to send). All calls come
// from the member's thread. Times are Unix milliseconds.

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "consumers/kafka/group_consumer.h"
#include "consumers/kafka/output_producer.h"
#include "consumers/kafka/start_positions.h"
#include "schema/result.h"

namespace labelwatch {

class Work {
 public:
  virtual ~Work() = default;
  virtual std::vector<std::string> InputTopics() const = 0;

  // These partitions are to be read, and no others: what was held of earlier ones is dropped. Returns where to begin.
  // Called again for the same partitions when their input is read again after an abort.
  virtual Result<std::vector<PartitionPosition>> Assigned(const std::vector<StartPosition>& starts,
                                                          std::int64_t now_ms) = 0;
  // The partitions are gone; everything held of them is dropped. Also after an Assigned that failed.
  virtual void Revoked() = 0;

  // One message of an input topic, in order of the offsets of its partition.
  virtual void Record(const rd_kafka_message_t& message, std::int64_t now_ms) = 0;
  // Topic and partition of `end` hold nothing from its offset on, for now.
  virtual void EndOfPartition(const rd_kafka_message_t& end, std::int64_t now_ms) = 0;
  // Time passes; called about every 50 ms, whether records come or not.
  virtual void Tick(std::int64_t now_ms) = 0;
  // Whether it would do something now if it were given its Tick, or its commit, before their time. Not asked while a
  // commit has failed.
  virtual bool Hurries() const { return false; }
  // What people watch, about once a second.
  virtual void ShowStatus() = 0;

  // What is still to be done before it is ready ("rebuilding the join"); empty: nothing, it is.
  virtual std::string StillPreparing() const = 0;
  // Whether everything that was to be read has been, here and by the other members. Never, for work without an end.
  virtual bool AtGoal() = 0;
  // No more records will come: what is open ends. A commit follows.
  virtual void Finish() = 0;

  // Asked before each commit, and by an idle work too, which may have no more to tell than its clock: sends now what
  // belongs to this commit, and returns the positions to commit with it. Empty, and nothing sent: no commit is made.
  virtual std::vector<PartitionPosition> BeforeCommit() = 0;
  // What BeforeCommit gave, and all that was sent before it, is committed.
  virtual void Committed() = 0;
  // All of it since the last commit is taken back; its input will be Assigned again or Revoked. May come twice.
  virtual void Aborted() = 0;
};

// Both references outlive the work.
using MakeWork = std::function<std::unique_ptr<Work>(GroupConsumer& consumer, OutputProducer& producer)>;

}  // namespace labelwatch
