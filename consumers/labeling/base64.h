#pragma once
// Bytes as text that any tool keeps as it is (RFC 4648, with padding).

#include <optional>
#include <string>
#include <string_view>

namespace labelwatch {

std::string Base64(std::string_view bytes);
// Nothing: not base64.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace labelwatch
