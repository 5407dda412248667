#pragma once
// What was read and what became of it, for a person or a script.

#include <string>

#include "metrics/counts.h"
#include "schema/json_writer.h"

namespace labelwatch {

// A few lines: records by outcome (they add up to the records read), frames judged and flagged, findings by kind.
std::string CountsText(const StreamCounts& counts);
// The same as one JSON object on one line, and as members of one that is open.
std::string CountsJson(const StreamCounts& counts);
void PutCounts(const StreamCounts& counts, JsonWriter& json);

}  // namespace labelwatch
