#include "metrics/catalogue.h"

#include <vector>

namespace labelwatch {
namespace {

std::vector<std::string_view> Split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    parts.push_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

constexpr std::string_view TypeWord(MetricType type) {
  switch (type) {
    case MetricType::kCounter:
      return "counter";
    case MetricType::kGauge:
      return "gauge";
    case MetricType::kHistogram:
      return "histogram";
  }
  return "";
}

}  // namespace

std::span<const std::string_view> MetricLabels(std::size_t index) {
  static const auto kLabels = [] {
    std::array<std::vector<std::string_view>, kCatalogue.size()> labels;
    for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = Split(kCatalogue[i].labels);
    return labels;
  }();
  return kLabels[index];
}

std::string CatalogueTable() {
  std::string table = "| metric | type | labels | meaning |\n|---|---|---|---|\n";
  for (std::size_t i = 0; i < kCatalogue.size(); ++i) {
    const MetricInfo& info = kCatalogue[i];
    std::string labels;
    for (const std::string_view label : MetricLabels(i)) {
      labels.append(labels.empty() ? "" : ", ").append("`").append(label).append("`");
    }
    table.append("| `").append(info.name).append("` | ").append(TypeWord(info.type)).append(" | ").append(labels);
    table.append(" | ").append(info.help).append(" |\n");
  }
  return table;
}

}  // namespace labelwatch
