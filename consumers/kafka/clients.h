#pragma once
// Makes librdkafka's clients as labelwatch needs them. Only for files in this folder.

#include <optional>

#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"

namespace labelwatch {

struct ClientCallbacks {
  void* opaque = nullptr;  // of both callbacks
  void (*rebalance)(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*, void*) = nullptr;
  void (*delivered)(rd_kafka_t*, const rd_kafka_message_t*, void*) = nullptr;
};

// A member of the group; `worker` makes its static name.
Result<KafkaHandle> MakeGroupConsumer(const KafkaOptions& options, std::size_t worker,
                                      const ClientCallbacks& callbacks);

// A consumer that joins nothing: reads assigned partitions, asks for offsets. `group`: whose committed offsets.
Result<KafkaHandle> MakeReader(const KafkaOptions& options, const std::string& group);

// Reports only failed deliveries, through callbacks.delivered. `worker` makes the transactional id; nothing: no
// transactions.
Result<KafkaHandle> MakeProducer(const KafkaOptions& options, std::optional<std::size_t> worker,
                                 const ClientCallbacks& callbacks);

// Metadata, creating topics.
Result<KafkaHandle> MakeAdmin(const KafkaOptions& options);

}  // namespace labelwatch
