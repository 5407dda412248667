#include "consumers/kafka/end_goal.h"

namespace labelwatch {

EndGoal::EndGoal(std::vector<std::int64_t> labels, std::vector<std::int64_t> predictions)
    : ends_{std::move(labels), std::move(predictions)},
      reached_{std::vector<std::atomic<bool>>(ends_[0].size()), std::vector<std::atomic<bool>>(ends_[1].size())},
      open_(ends_[0].size() + ends_[1].size()) {}

void EndGoal::Reach(Side side, std::int32_t partition, std::int64_t position) {
  if (!Reached(side, partition, position)) return;
  std::atomic<bool>& reached = reached_[static_cast<std::size_t>(side)][static_cast<std::size_t>(partition)];
  if (!reached.exchange(true)) open_.fetch_sub(1);
}

}  // namespace labelwatch
