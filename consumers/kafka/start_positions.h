#pragma once
// What the broker knows about partitions that were just assigned: how far the group has come, what there is to read.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "consumers/kafka/handles.h"

namespace labelwatch {

struct StartPosition {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t committed = -1;  // next offset to read; -1: the group has never committed
  std::string metadata;         // committed with it
  std::int64_t first = 0;       // oldest offset still there
  std::int64_t end = 0;         // one after the newest
};

// In the order of `partitions`. Waits while brokers are away and while a transaction of an earlier owner is open (its
// offsets are pending then: to start without them would judge its frames twice). `keep_waiting` is asked now and then;
// false ends the waiting with an error.
Result<std::vector<StartPosition>> AskStartPositions(rd_kafka_t* consumer,
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
