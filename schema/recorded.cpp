#include "schema/recorded.h"

#include <cstdint>

namespace labelwatch {

void AppendDelimited(std::string_view message, std::string& out) {
  std::uint64_t length = message.size();
  for (; length >= 0x80; length >>= 7) out += static_cast<char>(length | 0x80);
  out += static_cast<char>(length);
  out.append(message);
}

tl::expected<std::string_view, DelimitedError> FirstDelimited(std::string_view bytes, std::size_t& consumed) {
  std::uint64_t length = 0;
  // Five groups of seven bits hold every length below 32 GiB; a message is at most 2 GiB.
  for (std::size_t i = 0; i < 5; ++i) {
    if (i >= bytes.size()) return tl::unexpected(DelimitedError::kIncomplete);
    const auto byte = static_cast<unsigned char>(bytes[i]);
    length |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte & 0x80) continue;
    if (length > 0x7FFFFFFF) return tl::unexpected(DelimitedError::kMalformed);
    if (bytes.size() - i - 1 < length) return tl::unexpected(DelimitedError::kIncomplete);
    consumed = i + 1 + length;
    return bytes.substr(i + 1, length);
  }
  return tl::unexpected(DelimitedError::kMalformed);
}

}  // namespace labelwatch
