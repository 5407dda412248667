#include "consumers/kafka/message_limits.h"

#include <algorithm>
#include <utility>

namespace labelwatch {
namespace {

// Of a batch of one message, beside key, value and headers.
constexpr std::size_t kBatchOverhead = 128;
// A batch below this is of one message.
constexpr std::size_t kLeastBatch = 1024;
// Messages above a topic's limit that are refused before no other is tried: each costs an abort.
constexpr int kTries = 4;

}  // namespace

MessageLimits::MessageLimits(const TopicLimits& told, const BatchBound& most) : batch_(most) {
  for (const auto& [name, limit] : told) {
    if (limit <= 0) continue;
    topics_[name].told = static_cast<std::size_t>(limit);
    batch_.bytes = std::min(batch_.bytes, static_cast<std::size_t>(limit));
  }
}

bool MessageLimits::Fits(std::string_view topic, std::size_t size) const {
  const auto found = topics_.find(topic);
  return found == topics_.end() || size <= found->second.most;
}

void MessageLimits::Refused(std::string_view topic, std::size_t size) {
  if (batch_.messages > 1 && size < batch_.bytes) {
    batch_refused_ = true;
    return;
  }
  Topic& refusing = topics_.try_emplace(std::string(topic)).first->second;
  refusing.refused = refusing.refused == 0 ? size : std::min(refusing.refused, size);
}

bool MessageLimits::Learn() {
  bool learned = false;
  for (auto& [name, topic] : topics_) {
    if (topic.refused == 0) continue;
    LearnFrom(topic);
    learned = true;
  }
  if (std::exchange(batch_refused_, false)) {
    batch_.bytes /= 4;
    if (batch_.bytes < kLeastBatch) batch_.messages = 1;
    learned = true;
  }
  return learned;
}

void MessageLimits::LearnFrom(Topic& topic) {
  const std::size_t size = std::exchange(topic.refused, 0);
  if (size + kBatchOverhead <= topic.told) topic.told = 0;  // the limit has been lowered since
  topic.most = std::min(topic.most, size - 1);
  if (++topic.refusals < kTries) return;
  const std::size_t sure = topic.told > kBatchOverhead ? topic.told - kBatchOverhead : size / 2;
  topic.most = std::min(topic.most, sure);
}

}  // namespace labelwatch
