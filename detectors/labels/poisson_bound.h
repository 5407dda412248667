#pragma once
// What a count may have been by chance.

#include <cmath>

namespace labelwatch {

// What a Poisson count may be expected to be at most: nearly the upper 97.5 % bound of its mean, by Anscombe's root,
//   (sqrt(count + 1) + 1)^2,
// 4 for nothing seen, 19 for 10, 121 for 100.
template <typename T>
T AtMost(T count) {
  return (std::sqrt(count + 1) + 1) * (std::sqrt(count + 1) + 1);
}

// One standard deviation above: the upper 84 % bound, by Gehrels' formula (1986), 2 for nothing seen, 14 for 10, 111
// for 100.
inline float LikelyAtMost(float count) { return count + 1 + std::sqrt(count + 0.75F); }

}  // namespace labelwatch
