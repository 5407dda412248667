#include "schema/text.h"

namespace labelwatch {

std::size_t CharacterLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  // Length, and the range of the second byte, which rules out overlong forms, surrogates and what lies past U+10FFFF.
  std::size_t length = 0;
  unsigned low = 0x80, high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  }
  if (length == 0 || text.size() < length || byte(1) < low || byte(1) > high) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (!WithinCharacter(text[i])) return 0;
  }
  return length;
}

std::string_view CutAtCharacter(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && WithinCharacter(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

std::string CleanText(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = CharacterLength(text);
    if (length == 0 || IsControl(text[0])) {
      clean += "\xEF\xBF\xBD";  // U+FFFD
    } else {
      clean += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return clean;
}

std::string Printable(std::string_view text, std::size_t limit) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    std::size_t length = CharacterLength(text);
    // The control characters of Latin-1 (U+0080 to U+009F), too.
    const bool control =
        IsControl(text[0]) || (first == 0xC2 && length == 2 && static_cast<unsigned char>(text[1]) < 0xA0);
    const bool escape = length == 0 || control;
    if (escape) length = 1;
    if (out.size() + (escape ? 4 : length) > limit) return out + "...";
    if (escape) {
      (out += "\\x") += {kHex[first >> 4], kHex[first & 15]};
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return out;
}

bool ValidUtf8ByCharacter(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = CharacterLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace labelwatch
