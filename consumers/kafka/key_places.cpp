#include "consumers/kafka/key_places.h"

#include <spdlog/spdlog.h>

#include <string>
#include <utility>

namespace labelwatch {
namespace {

const std::string kHealthName = "kafka partitioners";

}  // namespace

void KeyPlaces::Look(Side side, std::string_view key, std::int32_t partition) {
  const auto hash = check_.Observe(side, key, partition);
  if (hash) ++hashes_[static_cast<std::size_t>(side)][static_cast<std::size_t>(*hash)];
}

void KeyPlaces::Show() {
  for (std::size_t side = 0; side < kSides; ++side) {
    for (std::size_t hash = 0; hash < kKeyHashes; ++hash) {
      if (hashes_[side][hash] == 0) continue;
      metrics_.Increase(Counter("labelwatch_key_partition_match_total"),
                        {SideWord(static_cast<Side>(side)), KeyHashWord(static_cast<KeyHash>(hash))},
                        static_cast<double>(std::exchange(hashes_[side][hash], 0)));
    }
  }
  ShowProblem();
}

void KeyPlaces::ShowProblem() {
  const auto problem = check_.Problem();
  if (problem.has_value() == problem_) return;
  problem_ = problem.has_value();
  if (!problem) return health_.Ready(kHealthName);
  if (check_.SayOnce()) spdlog::error("kafka: {}", *problem);
  health_.NotReady(kHealthName, *problem);
}

}  // namespace labelwatch
