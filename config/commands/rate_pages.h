#pragma once
// The pages of the service by which people act on its rates (metrics/act_pages.h), as the configuration allows.

#include <vector>

#include "config/config.h"
#include "metrics/exporter.h"
#include "metrics/http.h"

namespace labelwatch {

// An error: a token that cannot be read, or is none. `metrics` outlives the pages.
Result<std::vector<Page>> RatePages(const Config& config, Metrics& metrics);

}  // namespace labelwatch
