#pragma once
// What the HTTP server shows: /metrics, /healthz, /readyz, /statusz.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "metrics/exporter.h"
#include "metrics/health.h"
#include "metrics/http.h"

namespace labelwatch {

// The references must outlive the server. `now_ms`: Unix time in milliseconds, asked at each request.
std::vector<Page> StandardPages(const Metrics& metrics, const Health& health, std::function<std::int64_t()> now_ms);

// One JSON object: version, uptime, ready and live with reasons, totals, tasks, calibration.
std::string StatusJson(const Metrics& metrics, const Health& health, std::int64_t now_ms, std::int64_t started_ms);

}  // namespace labelwatch
