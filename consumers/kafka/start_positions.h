#pragma once
// What the broker knows about partitions that were just assigned: how far the group has come, what there is to read,
// and whether it still is the log that the group has read.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"
#include "consumers/position.h"

namespace labelwatch {

struct StartPosition {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t committed = -1;  // next offset to read; -1: the group has not committed in this log
  // What was committed with it; nothing: the offset was set by hand or by another program.
  std::optional<CommittedPosition> known = {};
  std::int64_t first = 0;  // oldest offset still there
  std::int64_t end = 0;    // one after the newest
};

// In the order of `partitions`. Waits while brokers are away and while a transaction of an earlier owner is open (its
// offsets are pending then: to start without them would judge its frames twice). `keep_waiting` is asked now and then;
// false ends the waiting with an error. An offset in a topic that was made anew is none; it, and those that somebody
// else has set, are said in the log.
Result<std::vector<StartPosition>> AskStartPositions(const KafkaOptions& options, rd_kafka_t* consumer,
                                                     const rd_kafka_topic_partition_list_t& partitions,
                                                     const std::function<bool()>& keep_waiting);

// Oldest offset of a partition and one after the newest. A topic that was made a moment ago has no leader yet: waits as
// AskStartPositions does.
struct PartitionEnds {
  std::int64_t first = 0, end = 0;
};
Result<PartitionEnds> AskEnds(rd_kafka_t* client, const std::string& topic, std::int32_t partition,
                              const std::function<bool()>& keep_waiting);

// Offsets that `group`'s consumer has committed, in the order of `partitions`; -1: none. One try.
Result<std::vector<std::int64_t>> CommittedOffsets(rd_kafka_t* consumer,
                                                   const rd_kafka_topic_partition_list_t& partitions, int timeout_ms);

}  // namespace labelwatch
