#include "consumers/kafka/rates_goal.h"

#include <spdlog/spdlog.h>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/properties.h"
#include "consumers/kafka/start_positions.h"

namespace labelwatch {
namespace {

constexpr std::int64_t kBetweenMs = 250;
// What a rebalance takes after a session has ended.
constexpr std::int64_t kRebalanceMs = 5'000;

}  // namespace

Result<std::unique_ptr<RatesGoal>> RatesGoal::Start(const KafkaOptions& options) {
  std::unique_ptr<RatesGoal> goal(new RatesGoal(options));
  auto observer = MakeReader(options, RatesGroup(options));
  if (!observer) return tl::unexpected(observer.error());
  goal->observer_ = std::move(*observer);
  return goal;
}

bool RatesGoal::Reached(std::optional<std::int64_t> position, std::int64_t now_ms) {
  const std::int64_t end = end_.load();
  if (position) {
    standing_by_ms_ = -1;
    return end >= 0 && *position >= end;
  }
  if (standing_by_ms_ < 0) standing_by_ms_ = now_ms;
  return end >= 0 && OwnerWasThere(end, now_ms);
}

bool RatesGoal::OwnerWasThere(std::int64_t end, std::int64_t now_ms) {
  if (now_ms - standing_by_ms_ > SessionTimeoutMs(options_) + kRebalanceMs) return true;
  if (asked_ms_ < 0) {
    spdlog::info("rates: another process of group {} follows them: it is waited for, at most {} s", options_.group,
                 (SessionTimeoutMs(options_) + kRebalanceMs) / 1000);
  } else if (now_ms - asked_ms_ < kBetweenMs) {
    return false;
  }
  asked_ms_ = now_ms;
  const KafkaPartitions one = MakePartitions(1);
  rd_kafka_topic_partition_list_add(one.get(), options_.topics.tallies.c_str(), 0);
  const auto offsets = CommittedOffsets(observer_.get(), *one, 1'000);
  return offsets && offsets->front() >= end;
}

}  // namespace labelwatch
