#include "consumers/kafka/topic_reader.h"

#include <chrono>
#include <map>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/topics.h"

namespace labelwatch {
namespace {

// Without any message or end of partition for so long, the brokers count as unreachable. An open transaction of a
// process that died holds the end back for up to transaction.timeout.ms (60 s).
constexpr auto kPatience = std::chrono::seconds(90);

// The offset behind the last message that the partition holds, committed or not.
std::int64_t HighWatermark(rd_kafka_t* consumer, const std::string& topic, std::int32_t partition) {
  std::int64_t first = -1, end = -1;
  rd_kafka_get_watermark_offsets(consumer, topic.c_str(), partition, &first, &end);
  return end;
}

}  // namespace

Result<void> ReadTopic(const KafkaOptions& options, const std::string& topic,
                       const std::function<bool(const rd_kafka_message_t&)>& take) {
  auto client = MakeReader(options, options.group + "-reader");
  if (!client) return tl::unexpected(client.error());
  rd_kafka_t* const consumer = client->get();
  const auto counts = PartitionCounts(consumer, {topic});
  if (!counts) return tl::unexpected(counts.error());
  if (!counts->contains(topic)) return BadInput("topic " + topic + " is not there");

  const KafkaPartitions partitions = MakePartitions(counts->at(topic));
  std::map<std::int32_t, std::int64_t> open;  // the ends that were there when their partitions were first read through
  for (std::int32_t i = 0; i < counts->at(topic); ++i) {
    rd_kafka_topic_partition_list_add(partitions.get(), topic.c_str(), i)->offset = RD_KAFKA_OFFSET_BEGINNING;
    open.emplace(i, -1);
  }
  if (const auto code = rd_kafka_assign(consumer, partitions.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Unavailable("cannot read topic " + topic + ": " + ErrorText(code));
  }
  Result<void> result;
  auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!open.empty()) {
    const KafkaMessage message(rd_kafka_consumer_poll(consumer, 100));
    if (!message) {
      if (std::chrono::steady_clock::now() < deadline) continue;
      result = Unavailable("topic " + topic + ": the brokers sent nothing for 90 s");
      break;
    }
    deadline = std::chrono::steady_clock::now() + kPatience;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      // The brokers mark a transaction in one partition after the other, and some time after its producer was told that
      // it is committed: what lies between here and the end may be about to become readable.
      std::int64_t& end = open[message->partition];
      if (end < 0) end = HighWatermark(consumer, topic, message->partition);
      if (message->offset >= end) open.erase(message->partition);
    } else if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      result = Unavailable("topic " + topic + ": " + rd_kafka_message_errstr(message.get()));
      break;
    } else if (!take(*message)) {
      break;
    }
  }
  rd_kafka_consumer_close(consumer);
  return result;
}

}  // namespace labelwatch
