#include "config/kafka_keys.h"

#include "config/key_types.h"
#include "consumers/kafka/properties.h"

namespace labelwatch {
namespace {

// librdkafka itself says which properties it knows and which values it takes; nothing is connected for that.
std::optional<std::string> KafkaProperty(const std::string& name, const std::string& value) {
  if (const auto why = ReservedProperty(name)) return "may not be set here: " + *why;
  KafkaOptions options;
  options.properties[name] = value;
  const auto checked = CheckProperties(options);
  if (checked) return std::nullopt;
  constexpr std::string_view kPrefix = "kafka.properties: ";
  std::string message = checked.error().message;
  if (message.starts_with(kPrefix)) message.erase(0, kPrefix.size());
  return Printable(message, 300);
}

auto Kafka(auto member) { return At(&Config::kafka, member); }
auto Topic(std::string KafkaTopics::*member) { return At(&Config::kafka, &KafkaOptions::topics, member); }

}  // namespace

std::vector<Key> KafkaKeys() {
  return {
      Text("kafka.brokers", Kafka(&KafkaOptions::brokers), "host:port, several separated by commas", HostsAndPorts,
           "Where the cluster is found; two or three brokers are enough to find the others."),
      Text("kafka.group", Kafka(&KafkaOptions::group), "text", NotEmpty,
           "Consumer group. Processes of one group share the partitions among them."),
      Text("kafka.instance_id", Kafka(&KafkaOptions::instance_id), "text", AnyText,
           "Name of this process within the group: unique, and the same after a restart, so that a restart neither "
           "moves partitions nor waits for what was left open. Empty: the host name."),
      Text("kafka.topics.labels", Topic(&KafkaTopics::labels), "topic", TopicName, "Input: LabeledFrame."),
      Text("kafka.topics.predictions", Topic(&KafkaTopics::predictions), "topic", TopicName,
           "Input: PredictedFrame; as many partitions as the labels, the same keys, the partitioner murmur2."),
      Text("kafka.topics.flagged", Topic(&KafkaTopics::flagged), "topic", TopicName,
           "Output: FlaggedFrame, the frames worth a second look."),
      Text("kafka.topics.dead_letters", Topic(&KafkaTopics::dead_letters), "topic", TopicName,
           "Output: what could not be read, bytes unchanged, with the reason in the headers."),
      Text("kafka.topics.tallies", Topic(&KafkaTopics::tallies), "topic", TopicName,
           "Output, and read by every process of the group: what the frames of each commit have taught."),
      Text("kafka.topics.calibration", Topic(&KafkaTopics::calibration), "topic", TopicName,
           "Now and then all that was learnt, compacted: where a new process begins."),
      Text("kafka.topics.rates", Topic(&KafkaTopics::rates), "topic", TopicName,
           "The state of the rates that are followed, compacted, by series."),
      Text("kafka.topics.alarms", Topic(&KafkaTopics::alarms), "topic", TopicName,
           "Output: one JSON object for each alarm that is raised or cleared."),
      Text(
          "kafka.topics.requests", Topic(&KafkaTopics::requests), "topic, or empty", TopicNameOrNone,
          "Output: RelabelRequest, the frames that people are asked to look at (labeling), compacted, by frame. Empty: "
          "nobody is asked."),
      Text("kafka.topics.verdicts", Topic(&KafkaTopics::verdicts), "topic, or empty", TopicNameOrNone,
           "RelabelVerdict, what they decided, written by whoever brings verdicts back. Empty: none are looked for."),
      Text("kafka.topics.tasks", Topic(&KafkaTopics::tasks), "topic", TopicName,
           "Of the bridges to labeling tools: which request became which task. One partition, compacted."),
      Count(
          "kafka.workers", Kafka(&KafkaOptions::workers), {1, 256},
          "Threads, each with its own consumer and producer. About one per core; more than partitions bring nothing."),
      Duration("kafka.commit_interval", Kafka(&KafkaOptions::commit_interval_ms), {50, 30 * kSecond},
               "Time between two commits: how late outputs become visible, and how much is read again after a crash. "
               "A commit costs about 15 ms of a worker's time."),
      Word<Delivery>(
          "kafka.delivery", Kafka(&KafkaOptions::delivery),
          {{"exactly_once", Delivery::kExactlyOnce}, {"at_least_once", Delivery::kAtLeastOnce}},
          "exactly_once: outputs and input offsets in one transaction. at_least_once: outputs, then offsets; "
          "for brokers without transactions; a crash may repeat flagged frames, with the same ids."),
      Word<OutputFormat>(
          "kafka.output_format", Kafka(&KafkaOptions::output_format),
          {{"protobuf", OutputFormat::kProtobuf}, {"json", OutputFormat::kJson}},
          "Of flagged frames and requests; json: protobuf JSON, field names as in the .proto. Alarms are "
          "JSON in both."),
      Duration("kafka.wait", Kafka(&KafkaOptions::wait_ms), {0, 3600 * kSecond},
               "How long a start waits for a broker to answer."),
      Duration("kafka.unreachable", Kafka(&KafkaOptions::unreachable_ms), {100, 3600 * kSecond},
               "Without an answer from any broker for this long the process is neither ready nor live (/readyz, "
               "/healthz), and labelwatch_broker_reachable is 0."),
      Duration("kafka.open_transaction", Kafka(&KafkaOptions::open_transaction_ms), {100, 3600 * kSecond},
               "A producer's transaction that is open for longer, with records behind it, makes the process not ready: "
               "nothing behind it is read until it ends."),
      TextMap("kafka.properties", Kafka(&KafkaOptions::properties), "librdkafka properties", KafkaProperty,
              "Any other property of librdkafka: security.protocol, sasl.username, ssl.ca.location, ... Those that "
              "labelwatch depends on are refused by name."),
  };
}

}  // namespace labelwatch
