#pragma once
// Partitions as people read them: "labels 0-3, 7 and predictions 0-3, 7".

#include <librdkafka/rdkafka.h>

#include <string>

namespace labelwatch {

// Of each topic in the order in which it comes first; "no partitions" where there are none.
std::string PartitionsText(const rd_kafka_topic_partition_list_t& partitions);

}  // namespace labelwatch
