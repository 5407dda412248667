#pragma once
// Random numbers for made errors: a counter-based generator (splitmix64, Steele, Lea and Flood 2014), so that they
// follow from the frame id and the seed alone, whatever the standard library. Single-owner; cheap to make.

#include <cstddef>
#include <cstdint>

#include "schema/hash.h"

namespace labelwatch {

class Random {
 public:
  explicit Random(std::uint64_t key) : state_(key) {}

  std::uint64_t Next() { return Mix(state_ += 0x9e3779b97f4a7c15ULL); }
  // 0 <= value < 1
  double Uniform() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  double Uniform(double from, double to) { return from + (to - from) * Uniform(); }
  // 0 <= value < n; REQUIRES: n > 0. The bias of n / 2^32 does not matter here.
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(((Next() >> 32) * n) >> 32); }
  // Nearly normal, mean 0, standard deviation 1: the sum of the four 16-bit parts of one number, scaled. Its tails end
  // at 3.5, which moved sides do not need.
  double Normal() {
    const std::uint64_t bits = Next();
    const auto sum =
        static_cast<double>((bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48));
    return (sum - 2.0 * 65535.0) * (1.7320508075688772 / 65536.0);
  }

 private:
  std::uint64_t state_;
};

}  // namespace labelwatch
