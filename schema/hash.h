#pragma once
// Hashes that are the same on every platform, so that ids and chosen frames are, too. Not for secrets.
//
// Mix is the finisher of splitmix64 (Steele, Lea and Flood 2014). HashText takes eight bytes at a time, for whatever
// is kept in memory; ByteHash is FNV-1a (Fowler, Noll, Vo), for ids that are written down.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
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

// FNV-1a of 64 bits from a chosen start; two starts are as good as two hashes.
class ByteHash {
 public:
  static constexpr std::uint64_t kStart = 0xcbf29ce484222325;  // of its authors

  explicit ByteHash(std::uint64_t start = kStart) : state_(start) {}

  void Add(std::string_view bytes) {
    for (const char c : bytes) Byte(static_cast<unsigned char>(c));
  }
  void Add(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) Byte(static_cast<unsigned char>(number >> shift));
  }
  std::uint64_t Value() const { return state_; }

 private:
  void Byte(unsigned char byte) { state_ = (state_ ^ byte) * 0x100000001b3; }
  std::uint64_t state_;
};

// 16 digits, small letters.
inline std::string HexDigits(std::uint64_t number) {
  std::string digits(16, '0');
  for (std::size_t i = digits.size(); i-- > 0; number >>= 4) digits[i] = "0123456789abcdef"[number & 15];
  return digits;
}

}  // namespace labelwatch
