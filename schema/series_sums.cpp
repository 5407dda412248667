#include "schema/series_sums.h"

namespace labelwatch {

void SeriesSums::Add(const SeriesSums& other) {
  const auto first = static_cast<std::uint32_t>(values.size());
  values.insert(values.end(), other.values.begin(), other.values.end());
  for (const SeriesBlock& block : other.blocks) {
    SeriesBlock& added = blocks.emplace_back(block);
    const auto move = [first](std::uint32_t& value) { value += value == kNoValue ? 0 : first; };
    for (SeriesRow& row : added.rows) move(row.value);
    for (ModelSaid& said : added.models_said) {
      move(said.model);
      for (ObjectPair& pair : said.pairs) {
        move(pair.labeled);
        move(pair.predicted);
      }
    }
    for (HeldClass& held : added.held) {
      move(held.value);
      move(held.of_class);
    }
  }
}

}  // namespace labelwatch
