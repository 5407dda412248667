#include "consumers/kafka/told_problem.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace labelwatch {

void ToldProblem::Show(const std::optional<std::string>& problem, Health& health) {
  const std::lock_guard lock(mutex_);
  const bool told = std::exchange(told_, problem.has_value());
  if (problem) {
    if (!told) spdlog::error("kafka: {}", *problem);
    health.NotReady(part_, *problem);
  } else if (told) {
    spdlog::info("kafka: {}: well again", part_);
    health.Ready(part_);
  }
}

}  // namespace labelwatch
