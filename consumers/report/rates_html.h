#pragma once
// The time view of a report and of a running process: a drawing of each series that is followed, those with an alarm
// first, with buttons that show its frames.

#include <string>

#include "consumers/plot/series_sections.h"

namespace labelwatch {

inline constexpr std::size_t kSeriesInReport = 40;  // at most

struct DrawnRates {
  std::string html;         // all texts are escaped
  std::size_t alarmed = 0;  // series that have an alarm, or had one
};
DrawnRates DrawRates(const FollowedRates& rates);

}  // namespace labelwatch
