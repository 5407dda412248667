#include "consumers/kafka/topics.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "consumers/kafka/handles.h"

namespace labelwatch {
namespace {

using Clock = std::chrono::steady_clock;

// A result of an admin request, or why there is none. The queue must outlive the request.
Result<KafkaEvent> Await(rd_kafka_queue_t* queue, int timeout_ms, const std::string& what) {
  KafkaEvent event(rd_kafka_queue_poll(queue, timeout_ms));
  if (!event) return Unavailable(what + ": no answer from the brokers within " + std::to_string(timeout_ms) + " ms");
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Unavailable(what + ": " + rd_kafka_event_error_string(event.get()));
  }
  return event;
}

std::string Count(int partitions) {
  return std::to_string(partitions) + (partitions == 1 ? " partition" : " partitions");
}

}  // namespace

Result<std::map<std::string, int>> PartitionCounts(rd_kafka_t* client, const std::vector<std::string>& topics,
                                                   int timeout_ms) {
  const rd_kafka_metadata_t* raw = nullptr;
  // All topics at once: asking for one that is not there would make it, where the broker is set to do so.
  const auto code = rd_kafka_metadata(client, 1, nullptr, &raw, timeout_ms);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Unavailable("cannot ask the Kafka brokers for their topics: " + ErrorText(code) +
                       "; is kafka.brokers right, are they up, and do they want TLS or SASL (kafka.properties)?");
  }
  const KafkaMetadata metadata(raw);
  std::map<std::string, int> counts;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const rd_kafka_metadata_topic_t& topic = metadata->topics[i];
    if (std::find(topics.begin(), topics.end(), topic.topic) == topics.end()) continue;
    if (topic.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) continue;
    if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR && topic.partition_cnt == 0) {
      return Unavailable(std::string("topic ") + topic.topic + ": " + ErrorText(topic.err));
    }
    counts[topic.topic] = topic.partition_cnt;
  }
  return counts;
}

Result<void> CreateTopics(rd_kafka_t* client, const std::vector<NewTopic>& topics, int timeout_ms) {
  if (topics.empty()) return {};
  struct DestroyAll {
    void operator()(std::vector<rd_kafka_NewTopic_t*>* list) const {
      rd_kafka_NewTopic_destroy_array(list->data(), list->size());
    }
  };
  std::vector<rd_kafka_NewTopic_t*> requests;
  const std::unique_ptr<std::vector<rd_kafka_NewTopic_t*>, DestroyAll> owner(&requests);
  char reason[512] = {};
  for (const NewTopic& topic : topics) {
    rd_kafka_NewTopic_t* request =
        rd_kafka_NewTopic_new(topic.name.c_str(), topic.partitions, -1, reason, sizeof reason);
    if (!request) return BadInput("topic " + topic.name + " cannot be made: " + reason);
    requests.push_back(request);
    for (const auto& [name, value] : topic.config) {
      rd_kafka_NewTopic_set_config(request, name.c_str(), value.c_str());
    }
  }
  const KafkaQueue queue(rd_kafka_queue_new(client));
  rd_kafka_CreateTopics(client, requests.data(), requests.size(), nullptr, queue.get());
  auto event = Await(queue.get(), timeout_ms, "cannot make topics");
  if (!event) return tl::unexpected(event.error());

  std::size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event->get()), &count);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_topic_result_error(results[i]);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && code != RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      const char* text = rd_kafka_topic_result_error_string(results[i]);
      return Unavailable(std::string("topic ") + rd_kafka_topic_result_name(results[i]) +
                         " is not there and cannot be made: " + (text ? text : ErrorText(code)));
    }
    names.emplace_back(rd_kafka_topic_result_name(results[i]));
  }
  // The answer comes before every broker knows the topic.
  const auto deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    const auto counts = PartitionCounts(client, names, timeout_ms);
    if (counts && counts->size() == names.size()) return {};
    if (Clock::now() > deadline) return Unavailable("topics were made but cannot be seen yet; try again");
  }
}

TopicLimits MaxMessageBytes(rd_kafka_t* client, const std::vector<std::string>& topics, int timeout_ms) {
  struct DestroyAll {
    void operator()(std::vector<rd_kafka_ConfigResource_t*>* list) const {
      rd_kafka_ConfigResource_destroy_array(list->data(), list->size());
    }
  };
  std::vector<rd_kafka_ConfigResource_t*> requests;
  const std::unique_ptr<std::vector<rd_kafka_ConfigResource_t*>, DestroyAll> owner(&requests);
  for (const std::string& topic : topics) {
    requests.push_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  }
  const KafkaQueue queue(rd_kafka_queue_new(client));
  rd_kafka_DescribeConfigs(client, requests.data(), requests.size(), nullptr, queue.get());
  const auto event = Await(queue.get(), timeout_ms, "cannot read the settings of topics");
  TopicLimits limits;
  if (!event) return limits;
  std::size_t count = 0, entries = 0;
  const rd_kafka_ConfigResource_t** results =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event->get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (rd_kafka_ConfigResource_error(results[i]) != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const rd_kafka_ConfigEntry_t** configs = rd_kafka_ConfigResource_configs(results[i], &entries);
    for (std::size_t entry = 0; entry < entries; ++entry) {
      const char* value = rd_kafka_ConfigEntry_value(configs[entry]);
      if (!value || std::string_view(rd_kafka_ConfigEntry_name(configs[entry])) != "max.message.bytes") continue;
      limits[rd_kafka_ConfigResource_name(results[i])] = std::strtoll(value, nullptr, 10);
    }
  }
  return limits;
}

std::vector<OutputTopic> OutputTopics(const KafkaTopics& topics) {
  // A tally holds what was learnt of every model that was taught, before and after; a state holds that of all models.
  const std::string largest = std::to_string(kLargestTallyBytes);
  std::vector<OutputTopic> outputs = {
      {topics.flagged},
      {topics.dead_letters},
      // A process that starts reads the last state, then the tallies after it: of any age, but no more than a thousand.
      {topics.tallies, 1, {{"max.message.bytes", largest}, {"retention.ms", "-1"}, {"retention.bytes", "1073741824"}}},
      {topics.calibration, 1, {{"max.message.bytes", largest}, {"cleanup.policy", "compact"}}},
      {topics.rates, 1, {{"max.message.bytes", largest}, {"cleanup.policy", "compact"}}},
      {topics.alarms, 1, {{"retention.ms", "-1"}}}};
  // Of each frame the last request says what is open.
  if (!topics.requests.empty()) outputs.push_back({topics.requests, 0, {{"cleanup.policy", "compact"}}});
  if (!topics.verdicts.empty()) outputs.push_back({topics.verdicts, 0, {{"retention.ms", "-1"}}});
  return outputs;
}

namespace {

// As many partitions of both inputs, or what is wrong with them.
Result<int> InputPartitions(const std::map<std::string, int>& counts, const KafkaTopics& topics) {
  for (const auto& [key, name] : {std::pair{"labels", &topics.labels}, std::pair{"predictions", &topics.predictions}}) {
    if (!counts.contains(*name)) {
      return BadInput("the input topic " + *name + " (kafka.topics." + key +
                      ") is not there, or this user may not see "
                      "it; make it, with as many partitions as the other input topic");
    }
  }
  const int labels = counts.at(topics.labels), predictions = counts.at(topics.predictions);
  if (labels == predictions) return labels;
  return BadInput("topic " + topics.labels + " has " + Count(labels) + " and topic " + topics.predictions + " has " +
                  Count(predictions) +
                  "; a frame's labels and predictions would land in partitions of different numbers and never meet. "
                  "Make both topics anew with the same number (partitions of a topic in use must not be added)");
}

}  // namespace

Result<int> PrepareTopics(rd_kafka_t* client, const KafkaTopics& topics) {
  const std::vector<OutputTopic> outputs = OutputTopics(topics);
  std::vector<std::string> names = {topics.labels, topics.predictions};
  for (const OutputTopic& output : outputs) names.push_back(output.name);
  const auto counts = PartitionCounts(client, names);
  if (!counts) return tl::unexpected(counts.error());
  const Result<int> partitions = InputPartitions(*counts, topics);
  if (!partitions) return partitions;
  std::vector<NewTopic> missing;
  std::int64_t largest = 0;
  for (const auto& [name, limit] : MaxMessageBytes(client, {topics.labels, topics.predictions})) {
    largest = std::max(largest, limit);
  }
  for (const OutputTopic& output : outputs) {
    if (counts->contains(output.name)) continue;
    NewTopic topic{output.name, output.partitions > 0 ? output.partitions : *partitions, output.config};
    // Room for the headers of a dead letter around a message of the largest size.
    if (largest > 0) topic.config.try_emplace("max.message.bytes", std::to_string(largest + 16 * 1024));
    spdlog::info("making topic {} with {}", output.name, Count(topic.partitions));
    missing.push_back(std::move(topic));
  }
  if (auto made = CreateTopics(client, missing); !made) return tl::unexpected(made.error());
  return partitions;
}

}  // namespace labelwatch
