#pragma once
// Totals and gauges as text for a scraper: a pure function of a snapshot.
//
// The totals are sums already: a second copy of them in a registry would cost a lookup per series and commit, and could
// disagree.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/exporter.h"
#include "metrics/metric_text.h"
#include "metrics/process.h"

namespace labelwatch {

struct HistogramSums {
  std::vector<std::uint64_t> buckets;  // not cumulative; one more than bounds
  double sum = 0;
};

struct MetricsSnapshot {
  StreamCounts totals;
  std::array<std::uint64_t, kSides> taken_over{}, handed_over{};
  std::map<std::int32_t, TaskStatus> tasks;  // by partition
  std::optional<CalibrationStatus> calibration;
  std::shared_ptr<const RatesStatus> rates;    // null: followed elsewhere
  std::shared_ptr<const ReviewStatus> review;  // null: verdicts are not read
  std::optional<GalleryStatus> gallery;
  std::map<std::pair<std::size_t, std::vector<std::string>>, double> values;  // by place in the catalogue and labels
  std::map<std::size_t, HistogramSums> histograms;                            // by place in the catalogue
};

std::string Exposition(const MetricsSnapshot& snapshot, const Names& names, const MetricsOptions& options,
                       const ProcessUse& process, TextFormat format);

}  // namespace labelwatch
