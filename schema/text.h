#pragma once
// Text from outside is UTF-8 or refused, since one bad byte in a label value breaks a whole scrape. What is valid:
// no overlong forms, no surrogates, at most U+10FFFF (RFC 3629). Pure functions of values.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace labelwatch {

// Bytes of the character that `text` starts with; 0: it is not UTF-8. REQUIRES: text not empty.
std::size_t CharacterLength(std::string_view text);

// Whether a byte goes on with a character that began before it.
constexpr bool WithinCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// Control characters (newlines included) break tables, queries and terminals.
constexpr bool IsControl(char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F; }

// The first `bytes` bytes of `text`, or less, so that no character is torn.
std::string_view CutAtCharacter(std::string_view text, std::size_t bytes);

// Text fit for JSON and HTML: every byte that is not part of valid UTF-8, and every control character, is U+FFFD.
std::string CleanText(std::string_view text);

// Text fit for one line of a terminal or log: control characters and bytes that are not UTF-8 become \xNN, and what is
// longer than `limit` bytes is cut.
std::string Printable(std::string_view text, std::size_t limit = 80);

bool ValidUtf8ByCharacter(std::string_view text);

// ASCII, the usual case, is checked eight bytes at a time.
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
  return (seen & kHighBits) == 0 || ValidUtf8ByCharacter(text);
}

}  // namespace labelwatch
