#pragma once
// The time view of a report: a drawing of each series that was followed, those with an alarm first, with buttons that
// show its frames. For consumers/report only.

#include <string>

#include "consumers/plot/series_sections.h"

namespace labelwatch {

inline constexpr std::size_t kSeriesInReport = 40;  // at most

// HTML; all texts are escaped.
std::string RatesHtml(const FollowedRates& rates);

}  // namespace labelwatch
