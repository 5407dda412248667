#pragma once
// Sums of times that come from anywhere.

#include <cstdint>
#include <limits>

namespace labelwatch {

// a + b, or the end of the range that it would leave.
constexpr std::int64_t SaturatingAdd(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

}  // namespace labelwatch
