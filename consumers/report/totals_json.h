#pragma once
// The counts of a whole replay as the page of a report shows them. For consumers/report only.

#include <string>

#include "metrics/counts.h"

namespace labelwatch {

// {"frames", "flagged", "labels", "bounds", "kinds": [{"kind", "flagged", "histogram": [...]}], "dimensions":
// [{"value": "class", "values": "classes", "rows": [{"name", "labels", "flagged", "matched", "compared"}]}]}, names
// with most flagged findings first, at most 200.
std::string TotalsJson(const StreamCounts& counts, const Names& names);

}  // namespace labelwatch
