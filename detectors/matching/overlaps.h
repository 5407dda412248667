#pragma once
// The overlaps of two lists of boxes, found once per frame and model. Most boxes of a frame do not touch, so only the
// pairs that do are kept: a detector then looks at two or three of them per label instead of all predictions.
//
//   BoxColumns labels, predictions;  ... Add ...
//   OverlapLists overlaps;
//   overlaps.Find(labels, predictions);
//   for (const Overlap& o : overlaps.Of(label)) { ... o.other is a prediction ... }
//
// Memory is reused: after the first frames nothing allocates. Single-owner.

#include <cstdint>
#include <span>
#include <vector>

#include "schema/shapes.h"

namespace labelwatch {

// Boxes as columns, so that one box is compared with many at a time.
// REQUIRES of every box: finite, not empty.
struct BoxColumns {
  std::vector<double> x_min, y_min, x_max, y_max, area;

  std::size_t Size() const { return area.size(); }
  Box At(std::size_t i) const { return {x_min[i], y_min[i], x_max[i], y_max[i]}; }
  void Add(const Box& box);
  void Clear();
};

struct Overlap {
  std::uint32_t other = 0;  // index into the other list
  double intersection = 0;  // area, > 0
  double iou = 0;           // intersection over union, > 0
};

class OverlapLists {
 public:
  void Find(const BoxColumns& boxes, const BoxColumns& others);
  // The boxes among themselves; no box with itself.
  void FindPairs(const BoxColumns& boxes);
  // The same pairs seen from the other side. `others`: the number of boxes there.
  void Transpose(const OverlapLists& lists, std::size_t others);
  // By rising index of the other box.
  std::span<const Overlap> Of(std::size_t box) const {
    return {entries_.data() + first_[box], entries_.data() + first_[box + 1]};
  }
  std::size_t Size() const { return first_.empty() ? 0 : first_.size() - 1; }

 private:
  std::vector<std::uint32_t> first_;
  std::vector<Overlap> entries_;
  std::vector<double> row_;
};

// Appends the overlaps of one box with `others`; `row` is scratch memory.
void AppendOverlaps(const Box& box, const BoxColumns& others, std::vector<double>& row, std::vector<Overlap>& overlaps);

}  // namespace labelwatch
