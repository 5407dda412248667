#pragma once
// Well-formed UTF-8, one character at a time.

#include <cstddef>
#include <string_view>

namespace labelwatch {

// Bytes of the character that `text` starts with; 0 if it is not UTF-8 (overlong forms, surrogates and code points
// above U+10FFFF are not). REQUIRES: text not empty.
std::size_t Utf8Length(std::string_view text);

}  // namespace labelwatch
