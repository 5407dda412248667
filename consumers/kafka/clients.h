#pragma once
// Makes librdkafka's clients as labelwatch needs them. Only for files in this folder.

#include "consumers/kafka/handles.h"
#include "consumers/kafka/message_limits.h"
#include "consumers/kafka/options.h"

namespace labelwatch {

struct ClientCallbacks {
  void* opaque = nullptr;  // of all callbacks
  void (*rebalance)(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*, void*) = nullptr;
  void (*delivered)(rd_kafka_t*, const rd_kafka_message_t*, void*) = nullptr;  // or rather not: failures only
  void (*ended)(rd_kafka_t*, const rd_kafka_message_t*, void*) = nullptr;      // in its stead: of every message
  void (*erred)(rd_kafka_t*, int, const char*, void*) = nullptr;               // else they go to the log
};

// By which the brokers know the transactions of a worker, over restarts: "labelwatch:GROUP:INSTANCE-WORKER".
std::string TransactionalId(const KafkaOptions& options, std::size_t worker);

// A member of the group; `worker` makes its static name.
Result<KafkaHandle> MakeGroupConsumer(const KafkaOptions& options, std::size_t worker,
                                      const ClientCallbacks& callbacks);

// A consumer that joins nothing: reads assigned partitions, asks for offsets. `group`: whose committed offsets.
Result<KafkaHandle> MakeReader(const KafkaOptions& options, const std::string& group);

// A consumer that asks where partitions end: with what stands there in transactions that are not settled yet, which one
// that reads only what is committed is not told of.
Result<KafkaHandle> MakeEndReader(const KafkaOptions& options, const std::string& group);

enum class Ordering {
  kNone,     // a retry may overtake
  kOrdered,  // each partition keeps the order of sending; in librdkafka 2.0.2 one ambiguous disconnect can make such a
             // producer fail for good (fixed in 2.3.0), so it is for commands that can be run again
};

// Producers report failed deliveries through callbacks.delivered, or all of them through callbacks.ended.
Result<KafkaHandle> MakeProducer(const KafkaOptions& options, Ordering ordering, const BatchBound& batch,
                                 const ClientCallbacks& callbacks);
// `worker` makes the transactional id.
Result<KafkaHandle> MakeTransactionalProducer(const KafkaOptions& options, std::size_t worker, const BatchBound& batch,
                                              const ClientCallbacks& callbacks);

// Metadata, creating topics.
Result<KafkaHandle> MakeAdmin(const KafkaOptions& options);

}  // namespace labelwatch
