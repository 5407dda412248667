#pragma once
// The metrics of one scrape: a family per line of the catalogue, in its order, with its series. metric_text.h makes
// text of them.
//
// Single-owner.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/catalogue.h"
#include "metrics/examples.h"

namespace labelwatch {

class MetricFamilies {
 public:
  using Values = std::vector<std::string>;

  struct Series {
    Values labels;                       // made safe for a scrape, as many as the family has names or fewer
    double value = 0;                    // of a counter or gauge
    std::vector<std::uint64_t> buckets;  // of a histogram, cumulative; the last one is all
    double sum = 0;
    std::vector<const Example*> examples;  // of the counter, or by bucket; may be shorter, null: none
  };

  // `lines` must outlive this, as must examples.
  explicit MetricFamilies(std::span<const MetricInfo> lines);

  template <MetricType type>
  void Add(MetricId<type> metric, const Values& labels, double value, const Example* example = nullptr) {
    Add(metric.index, labels, value, example);
  }
  // A value that is not finite is not known: no series.
  void Add(std::size_t index, const Values& labels, double value, const Example* example = nullptr);
  // `counts` per bucket, not cumulative, the last one beyond every bound; may be empty (nothing observed).
  Series& AddHistogram(std::size_t index, const Values& labels, std::span<const std::uint64_t> counts, double sum);

  bool Empty(std::size_t index) const { return series_[index].empty(); }
  std::span<const MetricInfo> Lines() const { return lines_; }
  std::span<const std::string_view> Labels(std::size_t index) const { return labels_[index]; }
  std::span<const Series> Of(std::size_t index) const { return series_[index]; }

 private:
  Series& NewSeries(std::size_t index, const Values& labels);

  std::span<const MetricInfo> lines_;
  std::vector<std::vector<std::string_view>> labels_;  // by line
  std::vector<std::vector<Series>> series_;            // by line
};

}  // namespace labelwatch
