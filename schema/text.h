#pragma once
// Text from outside: only valid UTF-8 goes further, since one bad byte in a label value breaks a whole scrape.

#include <cstdint>
#include <cstring>
#include <string_view>

namespace labelwatch {

bool ValidUtf8Slow(std::string_view text);

// True for well-formed UTF-8 (no overlong forms, no surrogates, at most U+10FFFF). ASCII, the usual case, is checked
// eight bytes at a time.
inline bool ValidUtf8(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080u;
  const char* const begin = text.data();
  const std::size_t size = text.size();
  std::uint64_t seen = 0, word = 0;
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 <= size; at += 8) {
      std::memcpy(&word, begin + at, 8);
      seen |= word;
    }
    std::memcpy(&word, begin + size - 8, 8);  // the rest, overlapping
    seen |= word;
  } else if (size >= 4) {
    std::uint32_t first, last;
    std::memcpy(&first, begin, 4);
    std::memcpy(&last, begin + size - 4, 4);
    seen = first | last;
  } else {
    for (const char c : text) seen |= static_cast<unsigned char>(c);
  }
  return (seen & kHighBits) == 0 || ValidUtf8Slow(text);
}

}  // namespace labelwatch
