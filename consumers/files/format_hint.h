#pragma once
// What a file looks like that is in no format that is read, and what to do about it.

#include <string>
#include <string_view>

namespace labelwatch {

// A clause, "it looks like a zip archive; unpack it first". `head`: the first bytes of the file, 600 or more where it
// has them.
std::string FormatHint(std::string_view head);

}  // namespace labelwatch
