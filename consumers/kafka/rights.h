#pragma once
// The rights that the service needs on brokers that ask for them: what an error says that is about one of them, so that
// all are granted at once and not one a restart.

#include <librdkafka/rdkafka.h>

#include <string>

#include "consumers/kafka/options.h"
#include "schema/result.h"

namespace labelwatch {

// Whether the brokers refused because a right is missing.
bool IsMissingRight(rd_kafka_resp_err_t code);

// "Read on topics a, b; ...", with the names of groups and transactional ids.
std::string RightsText(const KafkaOptions& options);

// With all the rights added, where the error is about a missing one.
Error WithRights(Error error, const KafkaOptions& options);

}  // namespace labelwatch
