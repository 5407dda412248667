#include "metrics/health.h"

namespace labelwatch {

void Health::NotReady(const std::string& part, std::string why) {
  const std::lock_guard lock(mutex_);
  not_ready_[part] = std::move(why);
}

void Health::Ready(const std::string& part) {
  const std::lock_guard lock(mutex_);
  not_ready_.erase(part);
}

std::vector<std::string> Health::ReasonsNotReady() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> reasons;
  for (const auto& [part, why] : not_ready_) reasons.push_back(part + ": " + why);
  return reasons;
}

void Health::Progress(const std::string& part, std::int64_t now_ms, std::int64_t limit_ms) {
  const std::lock_guard lock(mutex_);
  watched_[part] = {now_ms, limit_ms};
}

void Health::Unwatch(const std::string& part) {
  const std::lock_guard lock(mutex_);
  watched_.erase(part);
}

std::vector<std::string> Health::Stalled(std::int64_t now_ms) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> lines;
  for (const auto& [part, watched] : watched_) {
    const std::int64_t silent_ms = now_ms - watched.last_ms;
    if (silent_ms <= watched.limit_ms) continue;
    lines.push_back(part + ": no progress for " + std::to_string(silent_ms / 1000) + " s (limit " +
                    std::to_string(watched.limit_ms / 1000) + " s)");
  }
  return lines;
}

}  // namespace labelwatch
