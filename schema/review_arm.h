#pragma once
// Why a frame is looked at, and by whom.

#include <array>
#include <cstdint>
#include <string_view>

namespace labelwatch {

// Numbers as in labelwatch.v1.Sampling.Arm.
enum class ReviewArm : std::uint8_t {
  kNone,     // it is not
  kFlagged,  // it has flagged findings
  kAudit,    // a random choice among frames, or the labels, that nothing was flagged of
  kGold,     // what is wrong with it is known: the reviewer is measured
  kRepeat,   // it was decided before: reviewers are compared
};
inline constexpr std::array<std::string_view, 5> kReviewArmWords = {"none", "flagged", "audit", "gold", "repeat"};

inline std::string_view ReviewArmWord(ReviewArm arm) { return kReviewArmWords[static_cast<std::size_t>(arm)]; }

enum class ReviewQueue : std::uint8_t { kReview, kExpert };
inline constexpr std::array<std::string_view, 2> kReviewQueueWords = {"review", "expert"};
inline std::string_view ReviewQueueWord(ReviewQueue queue) {
  return kReviewQueueWords[static_cast<std::size_t>(queue)];
}

}  // namespace labelwatch
