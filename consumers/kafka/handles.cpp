#include "consumers/kafka/handles.h"

#include "consumers/kafka/rights.h"

namespace labelwatch {

KafkaPartitions MakePartitions(int capacity) { return KafkaPartitions(rd_kafka_topic_partition_list_new(capacity)); }

KafkaError TakeError(rd_kafka_error_t* error) {
  if (error == nullptr) return {};
  KafkaError taken{KafkaAction::kGiveUp, rd_kafka_error_code(error), rd_kafka_error_string(error)};
  if (rd_kafka_error_is_fatal(error) != 0 || IsMissingRight(taken.code)) {
    taken.action = KafkaAction::kGiveUp;
  } else if (rd_kafka_error_txn_requires_abort(error) != 0) {
    taken.action = KafkaAction::kAbort;
  } else if (rd_kafka_error_is_retriable(error) != 0) {
    taken.action = KafkaAction::kRetry;
  }
  rd_kafka_error_destroy(error);
  return taken;
}

std::string ErrorText(rd_kafka_resp_err_t code) { return rd_kafka_err2str(code); }

std::string FatalText(const rd_kafka_t* client) {
  char text[512] = {};
  // The C function takes a non-const handle but only reads.
  if (rd_kafka_fatal_error(const_cast<rd_kafka_t*>(client), text, sizeof text) == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return text;
}

bool Fenced(const rd_kafka_t* client) {
  return rd_kafka_fatal_error(const_cast<rd_kafka_t*>(client), nullptr, 0) == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID;
}

}  // namespace labelwatch
