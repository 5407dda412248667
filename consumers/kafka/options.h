#pragma once
// How labelwatch uses Kafka. Defaults live here; config/ reads them.

#include <cstdint>
#include <map>
#include <string>

namespace labelwatch {

struct KafkaTopics {
  std::string labels = "labelwatch.labels";              // input: LabeledFrame
  std::string predictions = "labelwatch.predictions";    // input: PredictedFrame; as many partitions as `labels`
  std::string flagged = "labelwatch.flagged";            // output: FlaggedFrame
  std::string dead_letters = "labelwatch.dead-letters";  // output: what could not be read, bytes unchanged
  // Output, and read by every process of the group: what each commit has taught (Tally), and now and then all of it
  // (LearningState), so that a new process need not read every tally.
  std::string tallies = "labelwatch.tallies";
  std::string calibration = "labelwatch.calibration";
  std::string rates = "labelwatch.rates";    // the state of the rates that are followed, by series
  std::string alarms = "labelwatch.alarms";  // output: one JSON object for each alarm raised or cleared
  // Output: RelabelRequest, the frames that people are asked to look at; compacted. Empty: nobody is asked.
  std::string requests = "labelwatch.requests";
  // RelabelVerdict, what they decided; written by whoever brings verdicts back. Empty: none are looked for.
  std::string verdicts = "labelwatch.verdicts";
  std::string tasks = "labelwatch.tasks";  // of bridges to labeling tools: which request became which task
};

enum class Delivery {
  kExactlyOnce,  // outputs and input offsets in one Kafka transaction
  kAtLeastOnce,  // outputs, then offsets; for brokers without transactions
};

// Of the topics that other programs read: flagged frames and requests. Alarms are JSON in both.
enum class OutputFormat {
  kProtobuf,
  kJson,  // protobuf JSON, about three times as large
};

struct KafkaOptions {
  std::string brokers = "127.0.0.1:9092";  // host:port, several with commas
  std::string group = "labelwatch";
  // Name of this process within the group: unique, and the same after a restart, so that a restart neither moves
  // partitions nor waits for what was left open. Empty: the host name.
  std::string instance_id;
  KafkaTopics topics;
  // Threads, each with its own consumer and producer; more than partitions bring nothing.
  std::size_t workers = 1;
  // Time between two commits: how late outputs become visible, and how much is read again after a crash. A commit
  // costs about 15 ms of a worker's time.
  std::int64_t commit_interval_ms = 1000;
  Delivery delivery = Delivery::kExactlyOnce;
  OutputFormat output_format = OutputFormat::kProtobuf;
  // How long a start waits for a broker to answer.
  std::int64_t wait_ms = 60'000;
  // Without an answer from any broker for this long the process is neither ready nor live.
  std::int64_t unreachable_ms = 10'000;
  // A producer's transaction that is open for longer, with records behind it, makes the process not ready.
  std::int64_t open_transaction_ms = 60'000;
  // Any other property of librdkafka, applied last: security.protocol, sasl.username, queued.max.messages.kbytes, ...
  // Those that the design depends on are refused; see properties.h.
  std::map<std::string, std::string> properties;
};

// The group of those who follow the rates.
inline std::string RatesGroup(const KafkaOptions& options) { return options.group + ".rates"; }

}  // namespace labelwatch
