#include "schema/markup.h"

#include "schema/text.h"

namespace labelwatch {

std::string EscapedText(std::string_view text) {
  constexpr std::string_view kNoCharacters = "\xEF\xBF";  // followed by BE or BF: U+FFFE, U+FFFF
  const std::string clean = CleanText(text);
  std::string escaped;
  escaped.reserve(clean.size());
  for (std::size_t i = 0; i < clean.size(); ++i) {
    const char c = clean[i];
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else if (c == '"') {
      escaped += "&quot;";
    } else if (c == '\'') {
      escaped += "&#39;";
    } else if (i >= 2 && static_cast<unsigned char>(c) >= 0xBE && clean.compare(i - 2, 2, kNoCharacters) == 0) {
      escaped += '\xBD';
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace labelwatch
