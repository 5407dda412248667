#include "consumers/kafka/transaction_check.h"

namespace labelwatch {

void TransactionCheck::Held(const std::string& topic, std::int32_t partition, std::int64_t position, std::int64_t end,
                            std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  const auto [place, added] = held_.try_emplace({topic, partition}, Place{position, end, now_ms});
  if (!added && place->second.position != position) place->second = {position, end, now_ms};
  place->second.end = end;
}

void TransactionCheck::Flows(const std::string& topic, std::int32_t partition) {
  const std::lock_guard lock(mutex_);
  held_.erase({topic, partition});
}

std::optional<std::string> TransactionCheck::Problem(std::int64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, place] : held_) {
    if (now_ms - place.since_ms < patience_ms_) continue;
    return "topic " + name.first + " partition " + std::to_string(name.second) + " gives nothing from offset " +
           std::to_string(place.position) + " on, though it goes on to " + std::to_string(place.end) +
           ": a producer has left a transaction open there, and what follows is read when it ends (its "
           "transaction.timeout.ms; kafka-transactions.sh find-hanging names it)";
  }
  return std::nullopt;
}

}  // namespace labelwatch
