#pragma once
// Label values as Prometheus accepts them. One value that is not UTF-8 would make a whole scrape fail.

#include <string>
#include <string_view>

#include "schema/names.h"

namespace labelwatch {

// `value` with every byte that is not part of valid UTF-8, and every control character, replaced by U+FFFD; at most
// kLabelTextBytes long, cut between characters and then ending in "..."; "(empty)" for an empty one (an empty label
// value means no label).
inline constexpr std::size_t kLabelTextBytes = 128;
std::string LabelText(std::string_view value);

// The value by which a name is counted. A real name `other` is "other (a name)": `other` is what found no room.
std::string SeriesText(const NameTable& table, NameId id);

}  // namespace labelwatch
