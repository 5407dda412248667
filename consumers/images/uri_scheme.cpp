#include "consumers/images/uri_scheme.h"

#include <algorithm>
#include <cctype>

namespace labelwatch {

std::string SchemeOf(std::string_view uri) {
  const auto end = uri.find("://");
  if (end == std::string_view::npos) return {};
  std::string scheme(uri.substr(0, end));
  std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return scheme;
}

bool IsOverHttp(std::string_view uri) {
  const std::string scheme = SchemeOf(uri);
  return scheme == "http" || scheme == "https";
}

}  // namespace labelwatch
