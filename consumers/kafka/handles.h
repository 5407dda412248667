#pragma once
// Thin owners of librdkafka's C objects, and its errors as ours. Nothing here decides anything.
//
// The C API instead of the C++ one: no allocation per message, and commit metadata, transactions and static membership
// without a second vocabulary.

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>
#include <string_view>

#include "schema/result.h"

namespace labelwatch {

template <auto destroy>
struct KafkaDestroy {
  template <typename T>
  void operator()(T* object) const {
    destroy(object);
  }
};

using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaDestroy<rd_kafka_conf_destroy>>;
using KafkaHandle = std::unique_ptr<rd_kafka_t, KafkaDestroy<rd_kafka_destroy>>;
using KafkaMessage = std::unique_ptr<rd_kafka_message_t, KafkaDestroy<rd_kafka_message_destroy>>;
using KafkaHeaders = std::unique_ptr<rd_kafka_headers_t, KafkaDestroy<rd_kafka_headers_destroy>>;
using KafkaPartitions =
    std::unique_ptr<rd_kafka_topic_partition_list_t, KafkaDestroy<rd_kafka_topic_partition_list_destroy>>;
using KafkaGroup =
    std::unique_ptr<rd_kafka_consumer_group_metadata_t, KafkaDestroy<rd_kafka_consumer_group_metadata_destroy>>;
using KafkaMetadata = std::unique_ptr<const rd_kafka_metadata_t, KafkaDestroy<rd_kafka_metadata_destroy>>;
using KafkaQueue = std::unique_ptr<rd_kafka_queue_t, KafkaDestroy<rd_kafka_queue_destroy>>;
using KafkaEvent = std::unique_ptr<rd_kafka_event_t, KafkaDestroy<rd_kafka_event_destroy>>;

KafkaPartitions MakePartitions(int capacity);

// What an error allows.
enum class KafkaAction {
  kNone,    // no error
  kRetry,   // the same call again
  kAbort,   // the transaction has to be aborted, its input read again
  kGiveUp,  // this client is beyond repair, or the call can never succeed
};

struct KafkaError {
  KafkaAction action = KafkaAction::kNone;
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string message;

  explicit operator bool() const { return action != KafkaAction::kNone; }
};

// Takes the error over (null: none). Neither retriable nor abortable counts as fatal, as librdkafka advises.
KafkaError TakeError(rd_kafka_error_t* error);

// "Broker: Unknown topic or partition"
std::string ErrorText(rd_kafka_resp_err_t code);
// What made the client fail for good; empty if nothing did.
std::string FatalText(const rd_kafka_t* client);
// Whether the client has ended because another member has taken its name (group.instance.id).
bool Fenced(const rd_kafka_t* client);

}  // namespace labelwatch
