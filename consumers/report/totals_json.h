#pragma once
// The counts of a whole replay as the page of a report shows them. For consumers/report only.

#include <string>

#include "metrics/counts.h"

namespace labelwatch {

// {"frames", "flagged", "labels", "kinds": [{"kind", "flagged", "histogram": [...]}], "bounds": [...], "classes",
// "annotators", "sources": [{"name", "labels", "flagged"}]}, names with most flagged findings first, at most 200.
std::string TotalsJson(const StreamCounts& counts, const Names& names);

}  // namespace labelwatch
