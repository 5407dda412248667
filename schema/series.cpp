#include "schema/series.h"

#include <algorithm>

namespace labelwatch {
namespace {

constexpr std::array<std::string_view, 3> kPairingWords = {"unmatched_label", "other_class", "unmatched_prediction"};

std::deque<NameTable> TablesFor(std::span<const std::size_t> limits) {
  std::deque<NameTable> tables;
  for (const std::size_t limit : limits) tables.emplace_back(limit);
  return tables;
}

}  // namespace

std::string_view SeriesKindWord(SeriesKind kind) {
  const std::size_t place = Place(kind);
  if (place < kKinds) return KindWord(static_cast<Kind>(place));
  return place < kSeriesKinds ? kPairingWords[place - kKinds] : std::string_view();
}

std::optional<SeriesKind> SeriesKindFromWord(std::string_view word) {
  if (const auto kind = KindFromWord(word)) return SeriesKindOf(*kind);
  const auto pairing = std::find(kPairingWords.begin(), kPairingWords.end(), word);
  if (pairing == kPairingWords.end()) return std::nullopt;
  return static_cast<SeriesKind>(kKinds + static_cast<std::size_t>(pairing - kPairingWords.begin()));
}

std::optional<Dimension> DimensionFromWord(std::string_view word) {
  for (std::size_t i = 0; i < kDimensions.size(); ++i) {
    if (kDimensions[i].word == word) return static_cast<Dimension>(i);
  }
  return std::nullopt;
}

Names::Names(std::span<const DimensionInfo> dimensions, std::span<const std::size_t> limits)
    : dimensions_(dimensions), tables_(TablesFor(limits)), classes(Of(Dimension::kClass)) {}

}  // namespace labelwatch
