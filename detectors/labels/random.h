#pragma once
// Random numbers for made errors: a counter-based generator (splitmix64, Steele, Lea and Flood 2014), so that they
// follow from the frame id and the seed alone, whatever the standard library. Single-owner; cheap to make.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace labelwatch {

inline std::uint64_t Mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

// Of the last `n` < 8 bytes of a text; where it has eight or more, by one look at those.
inline std::uint64_t LastBytes(std::string_view text, std::size_t n) {
  std::uint64_t bytes = 0;
  if (text.size() < 8) {
    for (std::size_t i = n; i-- > 0;) bytes = bytes << 8 | static_cast<unsigned char>(text[text.size() - n + i]);
  } else if (n > 0) {
    std::memcpy(&bytes, text.data() + text.size() - 8, 8);
    bytes >>= 8 * (8 - n);
  }
  return bytes;
}

inline std::uint64_t HashText(std::string_view text, std::uint64_t seed) {
  static_assert(std::endian::native == std::endian::little, "swap the bytes here");
  std::uint64_t hash = Mix(seed + 0x9e3779b97f4a7c15ULL * (text.size() + 1));
  const std::size_t whole = text.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    hash = Mix(hash ^ word) + 0x9e3779b97f4a7c15ULL;
  }
  return Mix(hash ^ LastBytes(text, text.size() - whole));
}

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
