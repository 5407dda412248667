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

}  // namespace labelwatch
