#include "detectors/rates/label_clock.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "schema/saturating.h"

namespace labelwatch {

void LabelClock::Hear(std::int32_t partition, std::int64_t label_ms, std::int64_t said_ms) {
  if (tasks_.empty()) {
    for (std::int32_t i = 0; i < expected_; ++i) tasks_[i] = {0, said_ms};
  }
  const auto [task, added] = tasks_.try_emplace(partition, Task{label_ms, said_ms});
  if (!added && label_ms > task->second.label_ms) task->second = {label_ms, said_ms};
  std::optional<std::int64_t> slowest;
  for (const auto& [_, other] : tasks_) {
    if (SaturatingAdd(other.moved_ms, idle_ms_) < said_ms) continue;
    slowest = std::min(slowest.value_or(other.label_ms), other.label_ms);
  }
  if (slowest) now_ms_ = std::max(now_ms_, SaturatingAdd(*slowest, -lateness_ms_));
}

void LabelClock::Restore(std::map<std::int32_t, Task> tasks, std::int64_t now_ms) {
  tasks_ = std::move(tasks);
  now_ms_ = now_ms;
}

}  // namespace labelwatch
