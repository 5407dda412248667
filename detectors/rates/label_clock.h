#pragma once
// What time it is in label time: no earlier than the slowest of the tasks that still speak, less what late labels are
// given.
//
//   clock.Hear(partition, label_ms, said_ms);   // from a tally
//   clock.Now();                                // no frame older than this is waited for
//
// A task that has told no later label than before for `idle_ms` does not hold the others; who said what when is part
// of the input (`said_ms`, of the tally's record), so that every process comes to the same times. Never runs back.
// Single-owner. Milliseconds.

#include <cstdint>
#include <map>

namespace labelwatch {

class LabelClock {
 public:
  struct Task {
    std::int64_t label_ms = 0;  // the largest label time judged
    std::int64_t moved_ms = 0;  // when that was said first

    friend bool operator==(const Task&, const Task&) = default;
  };

  LabelClock(std::int64_t lateness_ms, std::int64_t idle_ms) : lateness_ms_(lateness_ms), idle_ms_(idle_ms) {}

  // Partitions 0 .. tasks - 1 are there from the start: until they speak, or were silent for `idle_ms`, they hold the
  // clock. Before the first Hear; else it has no effect.
  void Expect(std::int32_t tasks) { expected_ = tasks; }
  void Hear(std::int32_t partition, std::int64_t label_ms, std::int64_t said_ms);
  // Before anything was heard: the least number.
  std::int64_t Now() const { return now_ms_; }

  const std::map<std::int32_t, Task>& Tasks() const { return tasks_; }
  void Restore(std::map<std::int32_t, Task> tasks, std::int64_t now_ms);

 private:
  const std::int64_t lateness_ms_, idle_ms_;
  std::map<std::int32_t, Task> tasks_;  // by partition
  std::int64_t now_ms_ = INT64_MIN;
  std::int32_t expected_ = 0;
};

}  // namespace labelwatch
