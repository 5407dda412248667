#include "config/tool_keys.h"

namespace labelwatch {

std::optional<std::string> WebAddress(std::string_view text) {
  if (!text.starts_with("http://") && !text.starts_with("https://")) {
    return "expected an address that begins with http:// or https://";
  }
  if (text.find_first_of(" \t?#") != std::string_view::npos) return "an address without blanks, ? and # is expected";
  return std::nullopt;
}

}  // namespace labelwatch
