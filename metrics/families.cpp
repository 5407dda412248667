#include "metrics/families.h"

#include <algorithm>
#include <cmath>

#include "metrics/label_text.h"

namespace labelwatch {

MetricFamilies::MetricFamilies(std::span<const MetricInfo> lines) : lines_(lines), series_(lines.size()) {
  labels_.reserve(lines.size());
  for (const MetricInfo& line : lines) labels_.push_back(MetricLabels(line));
}

MetricFamilies::Series& MetricFamilies::NewSeries(std::size_t index, const Values& labels) {
  Series& series = series_[index].emplace_back();
  const std::size_t known = std::min(labels_[index].size(), labels.size());
  series.labels.reserve(known);
  for (std::size_t i = 0; i < known; ++i) series.labels.push_back(LabelText(labels[i]));
  return series;
}

void MetricFamilies::Add(std::size_t index, const Values& labels, double value, const Example* example) {
  if (!std::isfinite(value)) return;
  Series& series = NewSeries(index, labels);
  series.value = value;
  if (example != nullptr) series.examples.push_back(example);
}

MetricFamilies::Series& MetricFamilies::AddHistogram(std::size_t index, const Values& labels,
                                                     std::span<const std::uint64_t> counts, double sum) {
  Series& series = NewSeries(index, labels);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i <= lines_[index].bounds.size(); ++i) {
    if (i < counts.size()) below += counts[i];
    series.buckets.push_back(below);
  }
  series.sum = sum;
  return series;
}

}  // namespace labelwatch
