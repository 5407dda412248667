#include "detectors/rates/open_rows.h"

#include <algorithm>
#include <utility>

#include "schema/hash.h"

namespace labelwatch {

std::uint32_t& OpenRows::PlaceOf(std::uint32_t series, std::uint64_t sequence) {
  const std::size_t last = places_.size() - 1;
  std::size_t at = Mix(sequence + 0x9e3779b97f4a7c15ULL * (series + 1)) & last;
  for (;; at = (at + 1) & last) {
    std::uint32_t& place = places_[at];
    if (place == 0) return place;
    const Row& row = rows_[place - 1];
    if (row.series == series && row.sequence == sequence) return place;
  }
}

void OpenRows::Grow() {
  places_.assign(std::max<std::size_t>(64, 2 * places_.size()), 0);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    PlaceOf(rows_[i].series, rows_[i].sequence) = static_cast<std::uint32_t>(i + 1);
  }
}

OpenRows::Row& OpenRows::RowOf(std::uint32_t series, std::uint64_t sequence) {
  if (next_ < rows_.size() && rows_[next_].series == series && rows_[next_].sequence == sequence) return rows_[next_];
  if (2 * (rows_.size() + 1) > places_.size()) Grow();
  std::uint32_t& place = PlaceOf(series, sequence);
  if (place == 0) {
    rows_.push_back({series, sequence, 0, 0});
    place = static_cast<std::uint32_t>(rows_.size());
  }
  return rows_[place - 1];
}

void OpenRows::Add(std::uint32_t series, std::uint64_t sequence, std::uint64_t frames, std::uint64_t flagged) {
  Row& row = RowOf(series, sequence);
  row.frames += frames;
  row.flagged += flagged;
  next_ = static_cast<std::size_t>(&row - rows_.data()) + 1;
}

std::vector<OpenRows::Row> OpenRows::InOrder() const {
  std::vector<Row> rows = rows_;
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::pair(a.series, a.sequence) < std::pair(b.series, b.sequence);
  });
  return rows;
}

}  // namespace labelwatch
