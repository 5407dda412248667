#pragma once
// Until-end: whether the tallies were followed to their end, by this process or by another one of the group.
//
// Who stands by cannot see the owner. An owner that ends commits where it has come to; one that goes on does so when a
// tick closes. One that was killed keeps its place until its session has ended, and then the place is ours: so long a
// process that stands by waits, at most.
//
// `Set` from any thread; the rest from the member's.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "consumers/kafka/handles.h"
#include "consumers/kafka/options.h"
#include "schema/result.h"

namespace labelwatch {

class RatesGoal {
 public:
  // An error if the options make no client.
  static Result<std::unique_ptr<RatesGoal>> Start(const KafkaOptions& options);

  // The tallies end there: every frame is judged.
  void Set(std::int64_t end) { end_ = end; }
  // `position`: of the owner, the next offset to read; nothing: this process stands by.
  bool Reached(std::optional<std::int64_t> position, std::int64_t now_ms);

 private:
  explicit RatesGoal(const KafkaOptions& options) : options_(options) {}
  bool OwnerWasThere(std::int64_t end, std::int64_t now_ms);

  const KafkaOptions& options_;
  KafkaHandle observer_;
  std::atomic<std::int64_t> end_{-1};                 // -1: not yet known
  std::int64_t standing_by_ms_ = -1, asked_ms_ = -1;  // since when; last time
};

}  // namespace labelwatch
