#pragma once
// How many frames people were asked to look at between two commits, and why: plain sums.

#include <array>
#include <cstdint>

#include "schema/review_arm.h"

namespace labelwatch {

struct ReviewCounts {
  static constexpr std::size_t kArms = kReviewArmWords.size(), kQueues = kReviewQueueWords.size();

  std::array<std::array<std::uint64_t, kQueues>, kArms> requests{};  // by ReviewArm and ReviewQueue
  std::array<std::uint64_t, kArms> capped{};                         // chosen, and not asked because the hour was full
  std::uint64_t withdrawn = 0;                                       // newer labels closed what may have been asked
  // Sums of the probabilities with which frames could be chosen, whether they were or not: in the long run as many as
  // requests and capped ones together.
  std::array<double, kArms> expected{};

  void Add(const ReviewCounts& other) {
    for (std::size_t arm = 0; arm < kArms; ++arm) {
      for (std::size_t queue = 0; queue < kQueues; ++queue) requests[arm][queue] += other.requests[arm][queue];
      capped[arm] += other.capped[arm];
      expected[arm] += other.expected[arm];
    }
    withdrawn += other.withdrawn;
  }
  friend bool operator==(const ReviewCounts&, const ReviewCounts&) = default;
};

}  // namespace labelwatch
