#include "schema/series_sums.h"

namespace labelwatch {

void SeriesSums::Add(const SeriesSums& other) {
  const auto first = static_cast<std::uint32_t>(values.size());
  values.insert(values.end(), other.values.begin(), other.values.end());
  for (const SeriesBlock& block : other.blocks) {
    for (SeriesRow& row : blocks.emplace_back(block).rows) row.value += first;
  }
}

}  // namespace labelwatch
