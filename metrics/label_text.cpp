#include "metrics/label_text.h"

#include <cstdint>

namespace labelwatch {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kCut = "...";

// Length of the valid UTF-8 sequence at the start of `text` (RFC 3629: no overlong forms, no surrogates, at most
// U+10FFFF), or 0. REQUIRES: `text` is not empty.
std::size_t SequenceLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0u; };
  const auto follows = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    if (!follows(1) || !follows(2)) return 0;
    if (lead == 0xE0 && byte(1) < 0xA0) return 0;
    if (lead == 0xED && byte(1) > 0x9F) return 0;
    return 3;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    if (!follows(1) || !follows(2) || !follows(3)) return 0;
    if (lead == 0xF0 && byte(1) < 0x90) return 0;
    if (lead == 0xF4 && byte(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

// Control characters (newlines included) are legal in a scrape once escaped, but break tables and queries.
bool Control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

}  // namespace

std::string ValidUtf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = SequenceLength(text);
    if (length == 0 || Control(text[0])) {
      valid += kReplacement;
    } else {
      valid += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return valid;
}

std::string LabelText(std::string_view value) {
  if (value.empty()) return "(empty)";
  // A replacement is longer than what it replaces, so the first kLabelTextBytes + 1 bytes decide.
  std::string valid = ValidUtf8(value.substr(0, kLabelTextBytes + 4));
  if (valid.size() <= kLabelTextBytes && value.size() <= kLabelTextBytes) return valid;
  std::size_t end = kLabelTextBytes - kCut.size();
  while (end > 0 && (static_cast<unsigned char>(valid[end]) & 0xC0u) == 0x80u) --end;
  valid.resize(end);
  return valid.append(kCut);
}

}  // namespace labelwatch
