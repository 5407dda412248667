#pragma once
// Where a picture's URI leads: to a file, or over HTTP.

#include <string>
#include <string_view>

namespace labelwatch {

// "http" of "HTTP://host/..."; empty: a path.
std::string SchemeOf(std::string_view uri);
bool IsOverHttp(std::string_view uri);

// "/data/a.jpg" of "file:///data/a.jpg" and of itself.
inline std::string_view FilePathOf(std::string_view uri) { return SchemeOf(uri) == "file" ? uri.substr(7) : uri; }

}  // namespace labelwatch
