#pragma once
// Numbers out of picture headers. REQUIRES everywhere: at + N <= bytes.size().

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace labelwatch {

template <std::size_t N>
std::uint32_t BigEndian(std::string_view bytes, std::size_t at) {
  static_assert(N <= 4);
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < N; ++i) value = value << 8 | static_cast<std::uint8_t>(bytes[at + i]);
  return value;
}

template <std::size_t N>
std::uint32_t LittleEndian(std::string_view bytes, std::size_t at) {
  static_assert(N <= 4);
  std::uint32_t value = 0;
  for (std::size_t i = N; i > 0; --i) value = value << 8 | static_cast<std::uint8_t>(bytes[at + i - 1]);
  return value;
}

}  // namespace labelwatch
