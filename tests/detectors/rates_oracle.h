#pragma once
// What tests of rates share: agreement in relative terms, and the streams that oracles were computed on.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/oracles.h"

namespace labelwatch {

// Oracles are written with 12 digits. `near_zero`: what is as good as 0.
inline bool Agree(double ours, double theirs, double near_zero = 1e-21) {
  return std::abs(ours - theirs) <= 1e-9 * std::max(std::abs(ours), std::abs(theirs)) + near_zero;
}

// The uniform numbers that the streams of all oracles come from: x <- a x + c mod 2^64, u = (x >> 11) / 2^53.
class Uniforms {
 public:
  explicit Uniforms(std::uint64_t seed) : state_(seed) {}
  double Next() {
    state_ = 6364136223846793005u * state_ + 1442695040888963407u;
    return static_cast<double>(state_ >> 11) / 9007199254740992.0;
  }
  bool Is(double probability) { return Next() < probability; }
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(Next() * static_cast<double>(n)); }

 private:
  std::uint64_t state_;
};

inline std::vector<double> NumbersOf(const rapidjson::Value& list) {
  std::vector<double> numbers;
  for (const auto& value : list.GetArray()) numbers.push_back(value.IsNull() ? NAN : value.GetDouble());
  return numbers;
}

}  // namespace labelwatch
