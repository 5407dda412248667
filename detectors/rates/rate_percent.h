#pragma once
// A rate in sentences and tables, rounded alike everywhere: "2.0" and "11", to be followed by " %".

#include <cstdio>
#include <string>

namespace labelwatch {

// Two digits, which is more than the counts behind most rates are worth. `share` 0..1.
inline std::string RatePercent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, share < .095 ? "%.1f" : "%.0f", 100 * share);
  return text;
}

}  // namespace labelwatch
