#pragma once
// Until-end: the offsets that the input topics had at the start, and which of them the group has reached. All workers
// of all processes together read up to there; each ends when every partition is reached, whoever has read it.
//
// Thread-safe.

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "schema/wire.h"

namespace labelwatch {

class EndGoal {
 public:
  // `ends[side][partition]`: one after the last offset to read.
  explicit EndGoal(std::vector<std::int64_t> labels, std::vector<std::int64_t> predictions);

  // The next offset to read of a partition is `position`, or the group has committed it.
  void Reach(Side side, std::int32_t partition, std::int64_t position);
  bool Reached(Side side, std::int32_t partition, std::int64_t position) const {
    return position >= Ends(side)[static_cast<std::size_t>(partition)];
  }
  bool AllReached() const { return open_.load() == 0; }

 private:
  const std::vector<std::int64_t>& Ends(Side side) const { return ends_[static_cast<std::size_t>(side)]; }

  const std::vector<std::int64_t> ends_[kSides];
  std::vector<std::atomic<bool>> reached_[kSides];
  std::atomic<std::size_t> open_;
};

}  // namespace labelwatch
