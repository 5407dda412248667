#include "consumers/kafka/broker_watch.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "consumers/kafka/caught.h"
#include "consumers/kafka/clients.h"

namespace labelwatch {
namespace {

using std::chrono::milliseconds;

const std::string kPart = "brokers";
// At most; more often where a shorter silence matters.
constexpr auto kBetween = milliseconds(1000);
constexpr std::int64_t kAnswerMs = 2000;
// A wait that is longer is said.
constexpr auto kSaidAfter = milliseconds(3000);

std::int64_t UnixMs() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

Result<std::unique_ptr<BrokerWatch>> BrokerWatch::Start(const KafkaOptions& options, Metrics& metrics, Health& health,
                                                        std::stop_token stop) {
  std::unique_ptr<BrokerWatch> watch(new BrokerWatch(options, metrics, health, std::move(stop)));
  auto client = MakeAdmin(options);
  if (!client) return tl::unexpected(client.error());
  watch->client_ = std::move(*client);
  health.NotReady(kPart, "no answer yet from " + options.brokers);
  watch->asker_ = std::jthread([raw = watch.get()](std::stop_token ended) {
    if (auto thrown = Caught([&] { raw->Ask(ended); })) spdlog::error("kafka: {}", thrown->message);
  });
  return watch;
}

BrokerWatch::~BrokerWatch() {
  asker_.request_stop();
  asker_.join();
  health_.Unwatch(kPart);
}

void BrokerWatch::Ask(const std::stop_token& ended) {
  const auto between = std::min(kBetween, milliseconds(options_.unreachable_ms / 4));
  const int patience = static_cast<int>(std::min(kAnswerMs, options_.unreachable_ms));
  while (!ended.stop_requested()) {
    const rd_kafka_metadata_t* raw = nullptr;
    // Of no topic: the list of brokers alone.
    const auto code = rd_kafka_metadata(client_.get(), 0, nullptr, &raw, patience);
    const KafkaMetadata metadata(raw);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
      Answered();
    } else {
      Silent(ErrorText(code));
    }
    std::unique_lock lock(mutex_);
    moved_.wait_for(lock, ended, between, [] { return false; });
  }
}

void BrokerWatch::Answered() {
  answered_at_ = Clock::now();
  health_.Progress(kPart, UnixMs(), options_.unreachable_ms);
  if (std::exchange(lost_, false)) spdlog::info("kafka: {} answers again", options_.brokers);
  health_.Ready(kPart);
  metrics_.Set(Gauge("labelwatch_broker_reachable"), 1);
  const std::lock_guard lock(mutex_);
  answered_ = true;
  why_.clear();
  moved_.notify_all();
}

std::string BrokerWatch::Away() {
  const std::lock_guard lock(mutex_);
  return why_.empty() ? why_ : "no answer from " + options_.brokers + " (" + why_ + ")";
}

void BrokerWatch::Silent(const std::string& why) {
  {
    const std::lock_guard lock(mutex_);
    why_ = why;
  }
  if (lost_ || Clock::now() - answered_at_ < milliseconds(options_.unreachable_ms)) return;
  lost_ = true;
  metrics_.Set(Gauge("labelwatch_broker_reachable"), 0);
  health_.NotReady(kPart, "no answer from " + options_.brokers + ": " + why);
  spdlog::error("kafka: no answer from {} for {} s ({}): nothing is read until one comes", options_.brokers,
                options_.unreachable_ms / 1000, why);
}

Result<void> BrokerWatch::WaitForBroker() {
  std::unique_lock lock(mutex_);
  const auto answered = [this] { return answered_; };
  const auto wait = milliseconds(options_.wait_ms);
  const auto first = std::min<Clock::duration>(wait, kSaidAfter);
  if (moved_.wait_for(lock, stop_, first, answered) || stop_.stop_requested()) return {};
  if (wait > first) {
    spdlog::warn("kafka: waiting for {} to answer, up to {} s (kafka.wait)", options_.brokers, options_.wait_ms / 1000);
    if (moved_.wait_for(lock, stop_, wait - first, answered) || stop_.stop_requested()) return {};
  }
  return Unavailable("kafka: no answer from " + options_.brokers + " within " +
                     std::to_string(options_.wait_ms / 1000) + " s (" + why_ +
                     "); is kafka.brokers right, are they up, and do they want TLS or SASL (kafka.properties)?");
}

}  // namespace labelwatch
