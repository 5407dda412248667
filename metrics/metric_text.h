#pragma once
// Metrics as text, in the form that the scraper asks for.
//
//   kPrometheus    text format 0.0.4
//   kOpenMetrics   OpenMetrics 1.0: counters go by their name without _total, units are said, and counters and buckets
//                  may lead to an example: labelwatch_findings_total{class="dog",kind="missing"} 3 # {frame_id="f7"}
//                  0.9
//
// Pure.

#include <cstdint>
#include <string>
#include <string_view>

#include "metrics/families.h"

namespace labelwatch {

enum class TextFormat { kPrometheus, kOpenMetrics };

// What an HTTP header `Accept` asks for; OpenMetrics only where it is named, and preferred to plain text or liked as
// much.
TextFormat FormatFor(std::string_view accept);
std::string_view ContentType(TextFormat format);

// Examples are dated where they were judged after `started_ms` (Unix ms), when the process started: earlier ones were
// judged by another clock than that of the wall. Without a date the scraper takes the time at which it saw them first.
std::string MetricText(const MetricFamilies& families, TextFormat format, std::int64_t started_ms);

}  // namespace labelwatch
