#pragma once
// What was read and what became of it, for a person or a script.

#include <string>

#include "metrics/counts.h"

namespace labelwatch {

// A few lines: records by outcome (they add up to the records read), frames judged and flagged, findings by kind.
std::string CountsText(const StreamCounts& counts);
// The same as one JSON object on one line.
std::string CountsJson(const StreamCounts& counts);

}  // namespace labelwatch
