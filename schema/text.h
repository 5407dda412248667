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
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    if (word & 0x8080808080808080u) return ValidUtf8Slow(text.substr(at));
  }
  unsigned char high = 0;
  for (std::size_t i = at; i < text.size(); ++i) high |= static_cast<unsigned char>(text[i]);
  return high < 0x80 || ValidUtf8Slow(text.substr(at));
}

}  // namespace labelwatch
