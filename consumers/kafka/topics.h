#pragma once
// What the broker says about topics, and making them.

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "consumers/kafka/message_limits.h"
#include "consumers/kafka/options.h"
#include "schema/result.h"

namespace labelwatch {

// Partitions by topic. A topic that is not there is left out; one that may not be read is an error.
Result<std::map<std::string, int>> PartitionCounts(rd_kafka_t* client, const std::vector<std::string>& topics,
                                                   int timeout_ms = 10'000);

struct NewTopic {
  std::string name;
  int partitions = 1;
  std::map<std::string, std::string> config;  // "max.message.bytes", ...
};

// Makes topics with the broker's default replication and waits until they can be used; one that is there stays as it
// is.
Result<void> CreateTopics(rd_kafka_t* client, const std::vector<NewTopic>& topics, int timeout_ms = 30'000);

// A topic that the service writes to, or that comes back to it from labeling.
struct OutputTopic {
  std::string name;
  int partitions = 0;                              // where it has to be made; 0: as many as the inputs have
  std::map<std::string, std::string> config = {};  // likewise; it takes messages as large as the inputs' unless said
};

// A model with a hundred classes takes some 20 kB twice in a tally, with all pairs of its frame classes 200 kB.
inline constexpr std::int64_t kLargestTallyBytes = 8 << 20;

// All of them: what is missing is made at the start, and no batch is larger than what each of them takes.
std::vector<OutputTopic> OutputTopics(const KafkaTopics& topics);

// The largest batch that each topic takes, in bytes; those of which the broker does not tell (no right to describe
// their settings) are left out.
TopicLimits MaxMessageBytes(rd_kafka_t* client, const std::vector<std::string>& topics, int timeout_ms = 10'000);

// Partition i of one input topic is judged with partition i of the other, so both need the same number: returns it, or
// says what is wrong. Output topics that are not there are made.
Result<int> PrepareTopics(rd_kafka_t* client, const KafkaTopics& topics);

}  // namespace labelwatch
