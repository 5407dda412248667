#pragma once
// KafkaOptions as properties of librdkafka's clients: what every client gets, what consumers and producers get, and
// the user's own on top.

#include <optional>
#include <string>
#include <string_view>

#include "consumers/kafka/message_limits.h"
#include "consumers/kafka/options.h"
#include "schema/result.h"

namespace labelwatch {

// Why `name` may not be set under kafka.properties: the design depends on it. Nothing: it may.
std::optional<std::string> ReservedProperty(std::string_view name);

// Names a property that is reserved, unknown to librdkafka, or whose value it refuses.
Result<void> CheckProperties(const KafkaOptions& options);

// The largest batches that the user allows a producer: batch.size, batch.num.messages.
BatchBound UserBatchBound(const KafkaOptions& options);

// How long a member keeps its partitions without a sign of life: session.timeout.ms.
std::int64_t SessionTimeoutMs(const KafkaOptions& options);

// The name of this process within its group: KafkaOptions::instance_id, else the host name.
std::string InstanceName(const KafkaOptions& options);

}  // namespace labelwatch
