#include "schema/yaml_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace labelwatch {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Letters, digits and what never begins or ends anything inside of a flow map; and none of the words that are no text.
bool ReadsAsItIs(std::string_view text) {
  constexpr std::array<std::string_view, 9> kNoTexts = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"};
  if (text.empty() || !IsLetter(text.front()) || text.back() == ' ') return false;
  std::string lower;
  for (const char c : text) {
    if (!IsLetter(c) && !(c >= '0' && c <= '9') && c != '_' && c != '-' && c != '.' && c != '/' && c != ' ')
      return false;
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return std::ranges::find(kNoTexts, lower) == kNoTexts.end();
}

}  // namespace

std::string YamlText(std::string_view text) {
  if (ReadsAsItIs(text)) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) {
      quoted += c;
      continue;
    }
    char escaped[8];
    std::snprintf(escaped, sizeof escaped, "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    quoted += escaped;
  }
  return quoted + '"';
}

}  // namespace labelwatch
