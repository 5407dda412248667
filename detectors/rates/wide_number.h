#pragma once
// A positive number of any size, or 0: value * 2^exponent.
//
// Evidence is a product of many factors. As a double it overflows after some hundred frames of a hostile stream; as a
// logarithm each step costs ten exponentials and logarithms for one series (0.13 µs). This costs a multiplication, and
// while the value fits a double comfortably, which is always in practice, the exponent is 0.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace labelwatch {

struct WideNumber {
  static constexpr double kSmall = 0x1p-400, kLarge = 0x1p400;
  // What lies farther out stays there, so that exponents never overflow.
  static constexpr std::int64_t kFarthest = std::int64_t{1} << 60;

  double value = 0;           // 0, or kSmall <= value <= kLarge
  std::int64_t exponent = 0;  // not 0 only where the number does not lie within kSmall .. kLarge; then value < 1

  friend bool operator==(const WideNumber&, const WideNumber&) = default;
};

// REQUIRES: value >= 0, finite.
inline WideNumber Settled(double value, std::int64_t exponent = 0) {
  if (exponent == 0 && value >= WideNumber::kSmall && value <= WideNumber::kLarge) return {value, 0};
  if (value == 0) return {};
  int shift = 0;
  const double mantissa = std::frexp(value, &shift);
  exponent += shift;
  if (exponent >= -400 && exponent <= 400) {
    return {std::clamp(std::ldexp(mantissa, static_cast<int>(exponent)), WideNumber::kSmall, WideNumber::kLarge), 0};
  }
  return {mantissa, std::clamp(exponent, -WideNumber::kFarthest, WideNumber::kFarthest)};
}

inline WideNumber operator*(const WideNumber& a, const WideNumber& b) {
  return Settled(a.value * b.value, a.exponent + b.exponent);
}

// REQUIRES: kSmall <= value <= kLarge.
inline WideNumber Power(double value, std::uint64_t times) {
  WideNumber power = {1, 0}, square = {value, 0};
  for (; times > 0; times >>= 1) {
    if ((times & 1) != 0) power = power * square;
    if (times > 1) square = square * square;
  }
  return power;
}

// Adds a whole number, so that 0 < |a| < kSmall does not count and a > kLarge does not change.
inline WideNumber PlusWhole(const WideNumber& a, std::uint64_t whole) {
  if (whole == 0 || a.exponent > 0) return a;
  const auto added = static_cast<double>(whole);
  return a.exponent < 0 ? WideNumber{added, 0} : Settled(a.value + added);
}

// 0: minus infinity.
inline double Ln(const WideNumber& a) {
  if (a.value == 0) return -std::numeric_limits<double>::infinity();
  return std::log(a.value) + static_cast<double>(a.exponent) * std::numbers::ln2;
}

}  // namespace labelwatch
