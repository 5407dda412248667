#pragma once
// The files of the page, built into the binary by consumers/CMakeLists.txt. For consumers/report only.

#include <string_view>

namespace labelwatch {

extern const std::string_view kPageHtml, kPageCss, kPageJs;

}  // namespace labelwatch
