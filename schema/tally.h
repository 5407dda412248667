#pragma once
// Sums that inspect hands to rates. Tallies add up (a commutative monoid), whatever task they come from.

#include <cstdint>

#include "schema/finding.h"

namespace labelwatch {

struct LearningTally {
  std::uint64_t frames = 0;  // frames learned from
};

}  // namespace labelwatch
