#include "consumers/kafka/sample_board.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace labelwatch {

void SampleBoard::Show(std::int32_t partition, const std::vector<std::string>& sentences) {
  const std::lock_guard lock(mutex_);
  of_[partition] = sentences;
  for (const std::string& sentence : sentences) {
    if (logged_.size() < kMostLogged && logged_.insert(sentence).second) {
      spdlog::warn("partition {}: {}", partition, sentence);
    }
  }
}

std::vector<std::string> SampleBoard::Sentences() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> all;
  for (const auto& [partition, sentences] : of_) {
    for (const std::string& sentence : sentences) {
      if (std::ranges::find(all, sentence) == all.end()) all.push_back(sentence);
    }
  }
  return all;
}

}  // namespace labelwatch
