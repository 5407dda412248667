#pragma once
// What frames say of the rates that are followed, as it travels in a tally: for every value of every dimension how many
// frames held it, and how many of them were flagged, by kind. Frames of one sequence and tick, judged by the same
// models, stand together: which of them are one observation is decided where all tallies come together
// (detectors/rates/visits.h).
//
// Sums: they add up, whatever tally they come in. Values go by their names, which mean the same in every process.

#include <array>
#include <compare>
#include <cstddef>
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

// The index of no value: a label that no prediction meets is predicted as none, a prediction that meets no label is
// labeled as none.
inline constexpr std::uint32_t kNoValue = ~std::uint32_t{0};

// Objects that were labeled and predicted so, by indices of classes into SeriesSums::values.
struct ObjectPair {
  std::uint32_t labeled = kNoValue, predicted = kNoValue;
  std::uint32_t objects = 0;

  friend auto operator<=>(const ObjectPair&, const ObjectPair&) = default;
};

// What one model says of the frames of a block, beside their labels: what tells a change of the labels from one of the
// world and of the model (detectors/rates/rise_cause.h).
struct ModelSaid {
  static constexpr std::size_t kScoreBins = 64;

  std::uint32_t model = 0;                         // index into SeriesSums::values
  std::uint32_t frames = 0;                        // that it was asked about
  std::vector<ObjectPair> pairs;                   // in order, each once
  std::array<std::uint32_t, kScoreBins> scores{};  // of its predictions that speak, in bins of [0, 1]

  friend bool operator==(const ModelSaid&, const ModelSaid&) = default;
};

// Frames in which a value holds labels of a class: whether an annotator is given other classes than before.
struct HeldClass {
  std::uint32_t value = 0, of_class = 0;  // indices into SeriesSums::values
  std::uint32_t frames = 0;

  friend auto operator<=>(const HeldClass&, const HeldClass&) = default;
};

struct SeriesBlock {
  std::int64_t tick_ms = 0;  // the begin of the tick, Unix ms of label time
  std::string sequence;      // empty: every frame is an observation of its own
  std::string models;        // that were asked, "name@version" in order, joined by '+'; empty: none
  SeriesKinds kinds = 0;     // that were looked for; of others nothing is known
  std::vector<SeriesRow> rows{};
  std::vector<ModelSaid> models_said{};  // where labels were paired with predictions
  std::vector<HeldClass> held{};         // of values that are neither everything, nor a class, nor a model; in order
  std::string regime = {};               // day or night, a phase: each has baselines of its own; empty: none told apart

  friend bool operator==(const SeriesBlock&, const SeriesBlock&) = default;
};

struct SeriesSums {
  std::vector<SeriesValue> values;
  std::vector<SeriesBlock> blocks;

  void Add(const SeriesSums& other);

  friend bool operator==(const SeriesSums&, const SeriesSums&) = default;
};

}  // namespace labelwatch
