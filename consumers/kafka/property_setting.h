#pragma once
// Puts properties into a configuration of librdkafka. Only for files in this folder.

#include <string>

#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"

namespace labelwatch {

// Names a property that is unknown or whose value is refused.
Result<void> SetProperty(rd_kafka_conf_t* conf, const std::string& name, const std::string& value);

// KafkaOptions::properties; those that only the other type of client has are left out, as it would warn about them.
Result<void> SetUserProperties(rd_kafka_conf_t* conf, const KafkaOptions& options, rd_kafka_type_t type);

}  // namespace labelwatch
