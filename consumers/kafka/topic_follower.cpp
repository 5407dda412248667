#include "consumers/kafka/topic_follower.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "consumers/kafka/caught.h"
#include "consumers/kafka/clients.h"
#include "consumers/kafka/topics.h"

namespace labelwatch {
namespace {

constexpr auto kBetweenTries = std::chrono::milliseconds(500);

void Wait(const std::stop_token& stop, std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

TopicFollower::TopicFollower(const KafkaOptions& options, FollowedTopic topic)
    : options_(options), topic_(std::move(topic)), thread_([this](std::stop_token stop) {
        if (auto thrown = Caught([&] { Follow(stop); })) spdlog::error("review: {}", thrown->message);
      }) {}

KafkaHandle TopicFollower::Open() {
  const auto trouble = [this](std::string words) {
    if (words != told_) spdlog::info("review: {}", words);
    told_ = std::move(words);
    return KafkaHandle();
  };
  auto client = MakeReader(options_, options_.group + "-review");
  if (!client) return trouble(client.error().message);
  const auto counts = PartitionCounts(client->get(), {topic_.name});
  if (!counts) return trouble(counts.error().message);
  const auto count = counts->find(topic_.name);
  if (count == counts->end()) return trouble("topic " + topic_.name + " is not there yet");
  const KafkaPartitions partitions = MakePartitions(count->second);
  for (std::int32_t i = 0; i < count->second; ++i) {
    rd_kafka_topic_partition_list_add(partitions.get(), topic_.name.c_str(), i)->offset =
        topic_.newest == kAllMessages ? RD_KAFKA_OFFSET_BEGINNING : RD_KAFKA_OFFSET_TAIL(topic_.newest);
  }
  if (const auto code = rd_kafka_assign(client->get(), partitions.get()); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return trouble("cannot read: " + ErrorText(code));
  }
  return std::move(*client);
}

void TopicFollower::Take(const rd_kafka_message_t& message) {
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const std::string words = rd_kafka_message_errstr(&message);
    if (words != told_) spdlog::warn("review: {}", words);
    told_ = words;
    return;
  }
  topic_.take({static_cast<const char*>(message.payload), message.payload == nullptr ? 0 : message.len});
}

void TopicFollower::Follow(const std::stop_token& stop) {
  KafkaHandle reader;
  while (!stop.stop_requested() && (reader = Open()) == nullptr) Wait(stop, kBetweenTries);
  while (!stop.stop_requested()) {
    const KafkaMessage message(rd_kafka_consumer_poll(reader.get(), 50));
    if (message) Take(*message);
  }
  if (reader != nullptr) rd_kafka_consumer_close(reader.get());
}

}  // namespace labelwatch
