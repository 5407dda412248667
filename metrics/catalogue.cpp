#include "metrics/catalogue.h"

#include <algorithm>
#include <utility>

namespace labelwatch {
namespace {

// What a metric of a dimension is called. Classes came first: their metrics do not name them.
std::string NameFor(Dimension dimension, const DimensionInfo& info, std::string_view what) {
  std::string name = "labelwatch_";
  if (dimension != Dimension::kClass) name.append(info.word).append("_");
  return name.append(what).append("_total");
}

}  // namespace

std::string_view TypeWord(MetricType type) {
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

Catalogue::Catalogue(std::span<const DimensionInfo> dimensions) : lines_(kCatalogue.begin(), kCatalogue.end()) {
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    const auto dimension = static_cast<Dimension>(i);
    auto& families = families_.emplace_back();
    if (dimension == Dimension::kOverall) continue;
    const DimensionInfo& info = dimensions[i];
    const std::string word(info.word);
    const auto line = [&](std::string_view what, const std::string& more_labels, const std::string& help) {
      return Line(NameFor(dimension, info, what), word + more_labels, help);
    };
    families.emplace();
    families->checked = line("labels_checked", "", "Labels checked, by " + word + "; what has none counts for none.");
    families->findings = line("findings", ",kind", "Flagged findings by " + word + ".");
    families->label_matches =
        line(dimension == Dimension::kClass ? "label_match_outcomes" : "match_outcomes", ",outcome",
             "Labels checked, once for each model asked, by " + word + " and by what its predictions say of them.");
    if (dimension == Dimension::kClass || dimension == Dimension::kModel) {
      families->prediction_matches = line("prediction_match_outcomes", ",outcome",
                                          "Predictions by " + word + " and by what the labels say of them.");
    }
  }
}

std::size_t Catalogue::Line(std::string name, std::string labels, std::string help) {
  const auto known =
      std::find_if(lines_.begin(), lines_.end(), [&](const MetricInfo& line) { return line.name == name; });
  if (known != lines_.end()) return static_cast<std::size_t>(known - lines_.begin());
  lines_.push_back({.name = texts_.emplace_back(std::move(name)),
                    .type = MetricType::kCounter,
                    .labels = texts_.emplace_back(std::move(labels)),
                    .help = texts_.emplace_back(std::move(help))});
  return lines_.size() - 1;
}

std::vector<std::string_view> MetricLabels(const MetricInfo& metric) {
  std::vector<std::string_view> labels;
  for (std::string_view text = metric.labels; !text.empty();) {
    const auto comma = std::min(text.find(','), text.size());
    labels.push_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return labels;
}

std::string CatalogueTable(const Catalogue& catalogue) {
  std::string table = "| metric | type | labels | meaning |\n|---|---|---|---|\n";
  for (const MetricInfo& info : catalogue.Lines()) {
    std::string labels;
    for (const std::string_view label : MetricLabels(info)) {
      labels.append(labels.empty() ? "" : ", ").append("`").append(label).append("`");
    }
    table.append("| `").append(info.name).append("` | ").append(TypeWord(info.type)).append(" | ").append(labels);
    table.append(" | ").append(info.help).append(" |\n");
  }
  return table;
}

}  // namespace labelwatch
