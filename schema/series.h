#pragma once
// What a rate is followed for: a series is one value of one dimension, and one kind of finding.
//
// kDimensions is the one list of dimensions. The tables of names and their limits, counts, metrics, the totals of a
// report and the keys of the configuration follow from it; metrics/README.md tells how to add one. Which series a
// judged frame counts for is decided in one place, schema/attribution.h.

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>

#include "schema/finding.h"
#include "schema/frame.h"
#include "schema/names.h"

namespace labelwatch {

// A place in the list of dimensions. Those that code speaks of have a name; what is only counted needs none.
enum class Dimension : std::uint8_t { kOverall, kClass, kAnnotator, kSource, kModel };

constexpr std::size_t Place(Dimension dimension) { return static_cast<std::size_t>(dimension); }

struct DimensionInfo {
  std::string_view word;    // of one value: a label of metrics, so lower-case letters and `_`
  std::string_view plural;  // of several: a key of the configuration and a table of reports
  std::size_t names = 0;    // values told apart by default; later ones count as `other`
  // The value of a frame, and of its labels. Empty: it counts for none.
  std::string_view (*of_frame)(const LabeledFrame&) = nullptr;
  // Where a label may say another one. Empty: that of the frame.
  std::string_view Label::*of_label = nullptr;
};

// The first two and `model` are not read from a text of the frame: everything has the same one value, a label and a
// prediction have a class, and a label checked counts for each model asked.
inline constexpr auto kDimensions = std::to_array<DimensionInfo>({
    {"overall", "", 0},
    {"class", "classes", 4096},
    {"annotator", "annotators", 500, [](const LabeledFrame& frame) { return frame.annotator; }, &Label::annotator},
    {"source", "sources", 500, [](const LabeledFrame& frame) { return frame.source; }},
    {"model", "models", 32},  // "name@version"
});
static_assert(kDimensions[Place(Dimension::kClass)].word == "class");
static_assert(kDimensions[Place(Dimension::kAnnotator)].word == "annotator");
static_assert(kDimensions[Place(Dimension::kSource)].word == "source");
static_assert(kDimensions[Place(Dimension::kModel)].word == "model");

// What is followed of a slice: a kind of finding (the numbers are those of Kind), or a plain outcome of pairing labels
// with predictions. The latter rest on no learned number, so that they tell a drifting monitor from a drifting stream.
enum class SeriesKind : std::uint8_t { kUnmatchedLabel = kKinds, kOtherClass, kUnmatchedPrediction };
inline constexpr std::size_t kSeriesKinds = kKinds + 3;  // arrays by kind have this size; index 0 is unused

constexpr SeriesKind SeriesKindOf(Kind kind) { return static_cast<SeriesKind>(kind); }
constexpr std::size_t Place(SeriesKind kind) { return static_cast<std::size_t>(kind); }
std::string_view SeriesKindWord(SeriesKind kind);  // "missing", ..., "unmatched_label"
std::optional<SeriesKind> SeriesKindFromWord(std::string_view word);
std::optional<Dimension> DimensionFromWord(std::string_view word);

// Sets of kinds: one bit each.
using SeriesKinds = std::uint32_t;
constexpr SeriesKinds Bit(SeriesKind kind) { return SeriesKinds{1} << Place(kind); }

inline constexpr SeriesKinds kPairingKinds =
    Bit(SeriesKind::kUnmatchedLabel) | Bit(SeriesKind::kOtherClass) | Bit(SeriesKind::kUnmatchedPrediction);

struct SeriesKey {
  Dimension dimension = Dimension::kOverall;
  NameId value = 0;  // in the dimension's table of Names; overall: 0
  SeriesKind kind = SeriesKindOf(Kind::kMissing);

  friend auto operator<=>(const SeriesKey&, const SeriesKey&) = default;
};

// How many values of each dimension are told apart, in the order of kDimensions.
using NameLimits = std::array<std::size_t, kDimensions.size()>;

constexpr NameLimits DefaultNameLimits() {
  NameLimits limits{};
  for (std::size_t i = 0; i < limits.size(); ++i) limits[i] = kDimensions[i].names;
  return limits;
}

// The names of the values: one table for each dimension, shared by the threads of a process.
class Names {
 public:
  explicit Names(const NameLimits& limits = DefaultNameLimits()) : Names(kDimensions, limits) {}
  // For a list of dimensions of its own, which must outlive this. REQUIRES: starts as kDimensions does, as many limits.
  Names(std::span<const DimensionInfo> dimensions, std::span<const std::size_t> limits);

  std::span<const DimensionInfo> Dimensions() const { return dimensions_; }
  NameTable& Of(Dimension dimension) { return tables_[Place(dimension)]; }
  const NameTable& Of(Dimension dimension) const { return tables_[Place(dimension)]; }

 private:
  std::span<const DimensionInfo> dimensions_;
  std::deque<NameTable> tables_;  // a table cannot move

 public:
  NameTable& classes;  // Of(Dimension::kClass), which decoding asks for
};

}  // namespace labelwatch
