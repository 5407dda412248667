#include "config/error.h"

#include "config/utf8.h"

namespace labelwatch {
namespace {

constexpr char kHex[] = "0123456789abcdef";

// `Printable` leaves only quotes and backslashes to escape.
std::string JsonString(std::string_view text) {
  std::string out = "\"";
  for (const char c : Printable(text, text.size())) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string Printable(std::string_view text, std::size_t limit) {
  std::string out;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    std::size_t length = Utf8Length(text);
    const bool control =
        first < 0x20 || first == 0x7f || (first == 0xc2 && length == 2 && static_cast<unsigned char>(text[1]) < 0xa0);
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

std::string Quoted(std::string_view text) {
  std::string out = "'";
  (out += Printable(text)) += '\'';
  return out;
}

std::string RenderErrors(std::string_view file, const ConfigErrors& errors) {
  std::string out;
  for (const ConfigError& error : errors) {
    out += Printable(file, 4096);
    out += ':';
    if (error.at.line > 0) ((out += std::to_string(error.at.line)) += ':') += std::to_string(error.at.column) + ":";
    out += ' ';
    if (!error.key.empty()) out += error.key + ": ";
    out += error.message + "\n";
  }
  return out;
}

std::string RenderErrorsJson(std::string_view file, const ConfigErrors& errors) {
  std::string out = "{\"file\":" + JsonString(file) + ",\"errors\":[";
  for (const ConfigError& error : errors) {
    if (&error != &errors.front()) out += ',';
    out += "{\"line\":" + std::to_string(error.at.line) + ",\"column\":" + std::to_string(error.at.column) +
           ",\"key\":" + JsonString(error.key) + ",\"message\":" + JsonString(error.message) + "}";
  }
  return out + "]}\n";
}

}  // namespace labelwatch
