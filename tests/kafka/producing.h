#pragma once
// Sends single messages as foreign producers do: any bytes, any partitioner, any partition.

#include <librdkafka/rdkafka.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "broker.h"
#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"
#include "frames.h"

namespace labelwatch {

// Not in the group, no properties of ours.
class ForeignProducer {
 public:
  ForeignProducer(const KafkaOptions& options, const std::map<std::string, std::string>& properties);
  ~ForeignProducer();

  using Headers = std::vector<std::pair<std::string, std::string>>;
  // Nothing as key or value: none, which is not the same as an empty one.
  void Send(const std::string& topic, std::optional<std::string> key, std::optional<std::string> value,
            const Headers& headers = {}, std::int32_t partition = RD_KAFKA_PARTITION_UA);
  // Waits until all of it is acknowledged.
  void Flush();

 private:
  KafkaHandle client_;
};

void MakeTopics(const KafkaOptions& options, int label_partitions, int prediction_partitions,
                const std::map<std::string, std::string>& config = {});

// One partition of labels, one of predictions.
class OnePartitionTest : public KafkaTest {
 protected:
  void SetUp() override {
    KafkaTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    kafka_ = Options();
    MakeTopics(kafka_, 1, 1);
  }
  void Make(const std::string& topic) const;  // of one partition

  KafkaOptions kafka_;
};

// Returns when no broker knows them any more.
void DeleteTopics(const KafkaOptions& options, const std::vector<std::string>& topics);

// Changes a setting of a topic that is there.
void SetTopic(const KafkaOptions& options, const std::string& topic, const std::string& name, const std::string& value);

// A message of a topic, owning its bytes.
struct ReadMessage {
  std::optional<std::string> key, value;
  std::map<std::string, std::string> headers;
};
std::vector<ReadMessage> ReadMessages(const KafkaOptions& options, const std::string& topic);

// Sum of the offsets that the group has committed on a topic; 0 where there is none yet.
std::int64_t CommittedOf(const KafkaOptions& options, const std::string& topic, int partitions);

// Calls until `done` says so; false after four minutes. Each call should take a moment by itself: ask a broker, join a
// thread.
bool WaitUntil(const std::function<bool()>& done);

}  // namespace labelwatch
