#pragma once
// SHA-256 of the bytes of a picture: raw 32 bytes, as in the messages.

#include <string>
#include <string_view>

namespace labelwatch {

std::string ContentHash(std::string_view bytes);

}  // namespace labelwatch
