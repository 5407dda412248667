#pragma once
// The consumer with which a member takes part in its group. Thin: calls with our types, nothing decided.
//
// Single-owner: the member's thread.

#include <cstdint>
#include <string>
#include <vector>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"

namespace labelwatch {

// A place in a partition, as it is read from or committed.
struct PartitionPosition {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;  // the next one to read
  std::string metadata;     // committed with it
};

KafkaPartitions ListOf(const std::vector<PartitionPosition>& positions);

class GroupConsumer {
 public:
  // A new member of options.group for these topics; an earlier one is given up. `callbacks`: see MakeGroupConsumer.
  Result<void> Join(const KafkaOptions& options, std::size_t worker, const std::vector<std::string>& topics,
                    const ClientCallbacks& callbacks);
  // Gives up the partitions; a static member keeps its place for session.timeout.ms.
  void Leave() { rd_kafka_consumer_close(client_.get()); }
  // Leaves the client to the end of the process: librdkafka 2.0.2 waits without end for a partition that was deleted
  // while it was read, when the client is destroyed. REQUIRES: it has left.
  void Abandon() { (void)client_.release(); }

  KafkaMessage Poll(int timeout_ms) { return KafkaMessage(rd_kafka_consumer_poll(client_.get(), timeout_ms)); }
  // Reads from these positions; none: from nothing.
  rd_kafka_resp_err_t Assign(const std::vector<PartitionPosition>& positions);
  Result<KafkaPartitions> Assignment() const;
  // The partitions may belong to somebody else by now.
  bool Lost() const { return Fenced(client_.get()) || rd_kafka_assignment_lost(client_.get()) != 0; }

  // Whether it worked. A pause outlives an assignment.
  bool Pause(const std::string& topic, std::int32_t partition) { return SetPaused(topic, partition, true); }
  bool Resume(const std::string& topic, std::int32_t partition) { return SetPaused(topic, partition, false); }
  // One after the newest offset, as far as known; -1: not known.
  std::int64_t KnownEnd(const std::string& topic, std::int32_t partition) const;

  rd_kafka_t* Client() const { return client_.get(); }

 private:
  bool SetPaused(const std::string& topic, std::int32_t partition, bool paused);

  KafkaHandle client_;
};

}  // namespace labelwatch
