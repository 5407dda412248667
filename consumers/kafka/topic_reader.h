#pragma once
// Reads one topic from its beginning to the end that it has now, all partitions, committed messages only. Waits for
// transactions that are still open.

#include <functional>
#include <string>

#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"

namespace labelwatch {

// False from `take` ends the reading. A topic that is not there is an error; one without messages is not.
Result<void> ReadTopic(const KafkaOptions& options, const std::string& topic,
                       const std::function<bool(const rd_kafka_message_t&)>& take);

}  // namespace labelwatch
