#pragma once
// What frames say of the rates that are followed, as it travels in a tally: for every value of every dimension how many
// frames held it, and how many of them were flagged, by kind. Frames of one sequence and tick, judged by the same
// models, stand together: which of them are one observation is decided where all tallies come together
// (detectors/rates/visits.h).
//
// Sums: they add up, whatever tally they come in. Values go by their names, which mean the same in every process.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "schema/series.h"

namespace labelwatch {

struct SeriesValue {
  Dimension dimension = Dimension::kOverall;
  std::string name;  // overall: empty

  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 that <=> of texts is compared with for a pointer.
  friend auto operator<=>(const SeriesValue&, const SeriesValue&) = default;
};

struct SeriesRow {
  std::uint32_t value = 0;                            // index into SeriesSums::values
  std::uint32_t frames = 0;                           // that held the value
  std::array<std::uint32_t, kSeriesKinds> flagged{};  // of them, by kind; each at most `frames`

  friend bool operator==(const SeriesRow&, const SeriesRow&) = default;
};

struct SeriesBlock {
  std::int64_t tick_ms = 0;  // the begin of the tick, Unix ms of label time
  std::string sequence;      // empty: every frame is an observation of its own
  std::string models;        // that were asked, "name@version" in order, joined by '+'; empty: none
  SeriesKinds kinds = 0;     // that were looked for; of others nothing is known
  std::vector<SeriesRow> rows;

  friend bool operator==(const SeriesBlock&, const SeriesBlock&) = default;
};

struct SeriesSums {
  std::vector<SeriesValue> values;
  std::vector<SeriesBlock> blocks;

  void Add(const SeriesSums& other);

  friend bool operator==(const SeriesSums&, const SeriesSums&) = default;
};

}  // namespace labelwatch
