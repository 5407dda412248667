#include "producing.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/start_positions.h"
#include "consumers/kafka/topic_reader.h"
#include "consumers/kafka/topics.h"

namespace labelwatch {

ForeignProducer::ForeignProducer(const KafkaOptions& options, const std::map<std::string, std::string>& properties) {
  KafkaConf conf(rd_kafka_conf_new());
  char reason[256] = {};
  const auto set = [&](const std::string& name, const std::string& value) {
    EXPECT_EQ(rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason, sizeof reason), RD_KAFKA_CONF_OK)
        << reason;
  };
  set("bootstrap.servers", options.brokers);
  set("message.max.bytes", "20000000");
  for (const auto& [name, value] : properties) set(name, value);
  client_.reset(rd_kafka_new(RD_KAFKA_PRODUCER, conf.release(), reason, sizeof reason));
  EXPECT_TRUE(client_) << reason;
}

ForeignProducer::~ForeignProducer() { Flush(); }

void ForeignProducer::Send(const std::string& topic, std::optional<std::string> key, std::optional<std::string> value,
                           const Headers& headers, std::int32_t partition) {
  KafkaHeaders list(rd_kafka_headers_new(headers.size()));
  for (const auto& [name, text] : headers) {
    rd_kafka_header_add(list.get(), name.c_str(), -1, text.data(), static_cast<ssize_t>(text.size()));
  }
  char* const key_data = key ? key->data() : nullptr;
  char* const value_data = value ? value->data() : nullptr;
  const std::size_t key_size = key ? key->size() : 0, value_size = value ? value->size() : 0;
  const auto code = rd_kafka_producev(client_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(partition),
                                      RD_KAFKA_V_KEY(key_data, key_size), RD_KAFKA_V_VALUE(value_data, value_size),
                                      RD_KAFKA_V_HEADERS(list.release()),
                                      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY | RD_KAFKA_MSG_F_BLOCK), RD_KAFKA_V_END);
  EXPECT_EQ(code, RD_KAFKA_RESP_ERR_NO_ERROR) << rd_kafka_err2str(code);
}

void ForeignProducer::Flush() { EXPECT_EQ(rd_kafka_flush(client_.get(), 60'000), RD_KAFKA_RESP_ERR_NO_ERROR); }

void MakeTopics(const KafkaOptions& options, int label_partitions, int prediction_partitions,
                const std::map<std::string, std::string>& config) {
  auto admin = MakeAdmin(options);
  ASSERT_TRUE(admin) << admin.error().message;
  const auto made = CreateTopics(admin->get(), {{options.topics.labels, label_partitions, config},
                                                {options.topics.predictions, prediction_partitions, config}});
  ASSERT_TRUE(made) << made.error().message;
}

void OnePartitionTest::Make(const std::string& topic) const {
  const auto admin = MakeAdmin(kafka_);
  ASSERT_TRUE(admin && CreateTopics(admin->get(), {{topic, 1, {}}}));
}

void DeleteTopics(const KafkaOptions& options, const std::vector<std::string>& topics) {
  const auto admin = MakeAdmin(options);
  ASSERT_TRUE(admin) << admin.error().message;
  std::vector<rd_kafka_DeleteTopic_t*> requests;
  for (const std::string& topic : topics) requests.push_back(rd_kafka_DeleteTopic_new(topic.c_str()));
  const KafkaQueue queue(rd_kafka_queue_new(admin->get()));
  rd_kafka_DeleteTopics(admin->get(), requests.data(), requests.size(), nullptr, queue.get());
  const KafkaEvent event(rd_kafka_queue_poll(queue.get(), 30'000));
  rd_kafka_DeleteTopic_destroy_array(requests.data(), requests.size());
  EXPECT_TRUE(event && rd_kafka_event_error(event.get()) == RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_TRUE(WaitUntil([&] {
    const auto counts = PartitionCounts(admin->get(), topics);
    return counts && counts->empty();
  }));
}

void SetTopic(const KafkaOptions& options, const std::string& topic, const std::string& name,
              const std::string& value) {
  const auto admin = MakeAdmin(options);
  ASSERT_TRUE(admin) << admin.error().message;
  rd_kafka_ConfigResource_t* resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str());
  rd_kafka_ConfigResource_set_config(resource, name.c_str(), value.c_str());
  rd_kafka_queue_t* const queue = rd_kafka_queue_new(admin->get());
  rd_kafka_AlterConfigs(admin->get(), &resource, 1, nullptr, queue);
  rd_kafka_event_t* const event = rd_kafka_queue_poll(queue, 10'000);
  EXPECT_TRUE(event != nullptr && rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_ConfigResource_destroy(resource);
}

std::vector<ReadMessage> ReadMessages(const KafkaOptions& options, const std::string& topic) {
  std::vector<ReadMessage> messages;
  const auto read = ReadTopic(options, topic, [&](const rd_kafka_message_t& raw) {
    ReadMessage& message = messages.emplace_back();
    if (raw.key) message.key.emplace(static_cast<const char*>(raw.key), raw.key_len);
    if (raw.payload) message.value.emplace(static_cast<const char*>(raw.payload), raw.len);
    rd_kafka_headers_t* headers = nullptr;
    if (rd_kafka_message_headers(&raw, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return true;
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      message.headers[name] = std::string(static_cast<const char*>(value), size);
    }
    return true;
  });
  EXPECT_TRUE(read) << read.error().message;
  return messages;
}

std::int64_t CommittedOf(const KafkaOptions& options, const std::string& topic, int partitions) {
  const auto reader = MakeReader(options, options.group);
  const KafkaPartitions list = MakePartitions(partitions);
  for (int i = 0; i < partitions; ++i) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), i);
  const auto offsets = CommittedOffsets(reader->get(), *list, 5000);
  std::int64_t sum = 0;
  if (offsets) {
    for (const std::int64_t offset : *offsets) sum += std::max<std::int64_t>(offset, 0);
  }
  return sum;
}

bool WaitUntil(const std::function<bool()>& done) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(4);
  while (!done()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // between two questions, so that broker and service run
  }
  return true;
}

}  // namespace labelwatch
