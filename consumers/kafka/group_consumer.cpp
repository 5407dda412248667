#include "consumers/kafka/group_consumer.h"

#include <cstring>

namespace labelwatch {

KafkaPartitions ListOf(const std::vector<PartitionPosition>& positions) {
  KafkaPartitions list = MakePartitions(static_cast<int>(positions.size()));
  for (const PartitionPosition& position : positions) {
    rd_kafka_topic_partition_t* const partition =
        rd_kafka_topic_partition_list_add(list.get(), position.topic.c_str(), position.partition);
    partition->offset = position.offset;
    if (position.metadata.empty()) continue;
    partition->metadata = rd_kafka_mem_malloc(nullptr, position.metadata.size());  // freed with the list
    partition->metadata_size = position.metadata.size();
    std::memcpy(partition->metadata, position.metadata.data(), position.metadata.size());
  }
  return list;
}

Result<void> GroupConsumer::Join(const KafkaOptions& options, std::size_t worker,
                                 const std::vector<std::string>& topics, const ClientCallbacks& callbacks) {
  auto client = MakeGroupConsumer(options, worker, callbacks);
  if (!client) return tl::unexpected(client.error());
  client_ = std::move(*client);
  const KafkaPartitions subscription = MakePartitions(static_cast<int>(topics.size()));
  for (const std::string& topic : topics) {
    rd_kafka_topic_partition_list_add(subscription.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  }
  if (const auto code = rd_kafka_subscribe(client_.get(), subscription.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Unavailable("kafka: cannot join the group: " + ErrorText(code));
  }
  return {};
}

rd_kafka_resp_err_t GroupConsumer::Assign(const std::vector<PartitionPosition>& positions) {
  if (positions.empty()) return rd_kafka_assign(client_.get(), nullptr);
  return rd_kafka_assign(client_.get(), ListOf(positions).get());
}

Result<KafkaPartitions> GroupConsumer::Assignment() const {
  rd_kafka_topic_partition_list_t* raw = nullptr;
  const auto code = rd_kafka_assignment(client_.get(), &raw);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return Fatal("kafka: " + ErrorText(code));
  return KafkaPartitions(raw);
}

bool GroupConsumer::SetPaused(const std::string& topic, std::int32_t partition, bool paused) {
  const KafkaPartitions one = MakePartitions(1);
  rd_kafka_topic_partition_list_add(one.get(), topic.c_str(), partition);
  const auto code = paused ? rd_kafka_pause_partitions(client_.get(), one.get())
                           : rd_kafka_resume_partitions(client_.get(), one.get());
  return code == RD_KAFKA_RESP_ERR_NO_ERROR;
}

std::int64_t GroupConsumer::KnownEnd(const std::string& topic, std::int32_t partition) const {
  std::int64_t first = -1, end = -1;
  rd_kafka_get_watermark_offsets(client_.get(), topic.c_str(), partition, &first, &end);
  return end;
}

}  // namespace labelwatch
