#pragma once
// Text as it stands in HTML and XML.

#include <string>
#include <string_view>

namespace labelwatch {

// Between tags and in quoted values; what no XML can hold, control characters among it, is U+FFFD.
std::string EscapedText(std::string_view text);

}  // namespace labelwatch
