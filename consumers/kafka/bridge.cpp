#include "consumers/kafka/bridge.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <vector>

#include "consumers/kafka/broker_watch.h"
#include "consumers/kafka/clients.h"
#include "consumers/kafka/member.h"
#include "consumers/kafka/properties.h"
#include "consumers/kafka/rights.h"
#include "consumers/kafka/topics.h"

namespace labelwatch {
namespace {

// A commit stands between the announcement of a batch and its import: it must not wait for the next second.
constexpr std::int64_t kCommitIntervalMs = 50;
constexpr auto kBetweenTries = std::chrono::seconds(2);
constexpr int kTriesOnce = 5;

KafkaOptions OptionsOfBridge(const BridgeOptions& options) {
  KafkaOptions kafka = options.kafka;
  kafka.group += "." + options.name;
  kafka.commit_interval_ms = std::min(kafka.commit_interval_ms, kCommitIntervalMs);
  return kafka;
}

// The topics of the service must be there; those that only the loop through labeling has are made.
Result<TopicLimits> Prepare(const KafkaOptions& kafka) {
  auto admin = MakeAdmin(kafka);
  if (!admin) return tl::unexpected(admin.error());
  const KafkaTopics& topics = kafka.topics;
  const std::vector<std::string> names = {topics.labels, topics.predictions, topics.requests, topics.verdicts,
                                          topics.tasks};
  const auto counts = PartitionCounts(admin->get(), names);
  if (!counts) return tl::unexpected(counts.error());
  for (const std::string& input : {topics.labels, topics.predictions}) {
    if (!counts->contains(input)) return BadInput("topic " + input + ", for corrected labels, is not there");
  }
  const int partitions = counts->at(topics.labels);
  std::vector<NewTopic> missing;
  for (const auto& [name, number, policy] :
       {std::tuple(topics.requests, partitions, "compact"), std::tuple(topics.verdicts, partitions, "delete"),
        std::tuple(topics.tasks, 1, "compact")}) {
    if (counts->contains(name)) continue;
    spdlog::info("making topic {} with {} partitions", name, number);
    missing.push_back({name, number, {{"cleanup.policy", policy}}});
    if (name == topics.verdicts) missing.back().config["retention.ms"] = "-1";
  }
  if (auto made = CreateTopics(admin->get(), missing); !made) return tl::unexpected(made.error());
  return MaxMessageBytes(admin->get(), names);
}

// Until it answers: whoever starts both at once need not say which first.
Result<void> PrepareTool(const BridgeTimes& times, LabelingTool& tool, Health& health, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any woken;
  std::unique_lock lock(mutex);
  for (int tries = 1; !stop.stop_requested(); ++tries) {
    auto prepared = tool.Prepare();
    if (prepared) {
      health.Ready(kBridgeTool);
      spdlog::info("bridge: tasks go to {}", tool.Place());
      return {};
    }
    if (prepared.error().code != ErrorCode::kUnavailable || (times.once && tries == kTriesOnce)) return prepared;
    if (tries == 1) spdlog::warn("bridge: {}; it is waited for", prepared.error().message);
    health.NotReady(kBridgeTool, prepared.error().message);
    woken.wait_for(lock, stop, kBetweenTries, [] { return false; });
  }
  return {};
}

Result<void> Serve(const KafkaOptions& kafka, const BridgeOptions& options, LabelingTool& tool, Metrics& metrics,
                   Health& health, std::atomic<bool>& called, const std::stop_token& stop) {
  if (auto checked = CheckProperties(kafka); !checked) return checked;
  if (kafka.topics.requests.empty() || kafka.topics.verdicts.empty()) {
    return BadInput("the bridge needs kafka.topics.requests and kafka.topics.verdicts");
  }
  auto watch = BrokerWatch::Start(kafka, metrics, health, stop);
  if (!watch) return tl::unexpected(watch.error());
  if (auto there = (*watch)->WaitForBroker(); !there) return there;
  if (stop.stop_requested()) return {};
  const auto limits = Prepare(kafka);
  if (!limits) return tl::unexpected(limits.error());
  if (auto ready = PrepareTool(options.times, tool, health, stop); !ready || stop.stop_requested()) return ready;
  const BridgeContext context{kafka, options.times, tool, metrics, health, called, stop, options.to_experts};
  const MakeWork make_work = [&context](GroupConsumer& consumer, OutputProducer& producer) {
    return std::make_unique<BridgeWork>(context, consumer, producer);
  };
  spdlog::info("bridge: reading {} as {} of group {}", kafka.topics.requests, InstanceName(kafka), kafka.group);
  return Member("bridge", 0, {kafka, *limits, metrics, health}).Run(make_work, stop);
}

}  // namespace

Result<void> RunBridge(const BridgeOptions& options, LabelingTool& tool, Metrics& metrics, Health& health,
                       std::atomic<bool>& called, const std::stop_token& stop) {
  const KafkaOptions kafka = OptionsOfBridge(options);
  auto ended = Serve(kafka, options, tool, metrics, health, called, stop);
  if (!ended) return tl::unexpected(WithRights(std::move(ended.error()), kafka));
  return ended;
}

}  // namespace labelwatch
