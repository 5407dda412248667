#pragma once
// Files to the two input topics, keyed and partitioned like a real producer: by sequence or frame id, with the hash of
// the Java client.

#include <functional>

#include "consumers/files/record_stream.h"
#include "consumers/kafka/options.h"
#include "schema/result.h"

namespace labelwatch {

struct Published {
  std::uint64_t labels = 0, predictions = 0;  // messages
};

// Called after every message; false stops the publishing, which then waits for what is on its way.
using PublishStep = std::function<bool(const StreamProgress&)>;

// Every record becomes one message with the key of the record. `partitions` > 0 makes the topics with that
// many where they are not there. Done when the brokers have acknowledged every message.
Result<Published> Publish(RecordStream& stream, const KafkaOptions& options, int partitions, const PublishStep& step);

}  // namespace labelwatch
