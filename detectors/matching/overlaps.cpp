#include "detectors/matching/overlaps.h"

#include <algorithm>

namespace labelwatch {

void BoxColumns::Add(const Box& box) {
  x_min.push_back(box.x_min);
  y_min.push_back(box.y_min);
  x_max.push_back(box.x_max);
  y_max.push_back(box.y_max);
  area.push_back(box.Area());
}

void BoxColumns::Clear() {
  x_min.clear();
  y_min.clear();
  x_max.clear();
  y_max.clear();
  area.clear();
}

void AppendOverlaps(const Box& box, const BoxColumns& others, std::vector<double>& row,
                    std::vector<Overlap>& overlaps) {
  const std::size_t n = others.Size();
  if (row.size() < n) row.resize(n);
  // First the intersections alone, without branches: the compiler makes vector instructions of this loop.
  const double* const x_min = others.x_min.data();
  const double* const y_min = others.y_min.data();
  const double* const x_max = others.x_max.data();
  const double* const y_max = others.y_max.data();
  double* const shared = row.data();
  for (std::size_t j = 0; j < n; ++j) {
    const double width = std::max(std::min(box.x_max, x_max[j]) - std::max(box.x_min, x_min[j]), 0.0);
    const double height = std::max(std::min(box.y_max, y_max[j]) - std::max(box.y_min, y_min[j]), 0.0);
    shared[j] = width * height;
  }
  const double area = box.Area();
  for (std::size_t j = 0; j < n; ++j) {
    if (shared[j] > 0) {
      overlaps.push_back({static_cast<std::uint32_t>(j), shared[j], shared[j] / (area + others.area[j] - shared[j])});
    }
  }
}

void OverlapLists::Find(const BoxColumns& boxes, const BoxColumns& others) {
  entries_.clear();
  first_.assign(1, 0);
  for (std::size_t i = 0; i < boxes.Size(); ++i) {
    AppendOverlaps(boxes.At(i), others, row_, entries_);
    first_.push_back(static_cast<std::uint32_t>(entries_.size()));
  }
}

void OverlapLists::FindPairs(const BoxColumns& boxes) {
  entries_.clear();
  first_.assign(1, 0);
  for (std::size_t i = 0; i < boxes.Size(); ++i) {
    const std::size_t start = entries_.size();
    AppendOverlaps(boxes.At(i), boxes, row_, entries_);
    const auto self = std::find_if(entries_.begin() + static_cast<std::ptrdiff_t>(start), entries_.end(),
                                   [&](const Overlap& entry) { return entry.other == i; });
    if (self != entries_.end()) entries_.erase(self);
    first_.push_back(static_cast<std::uint32_t>(entries_.size()));
  }
}

void OverlapLists::Transpose(const OverlapLists& lists, std::size_t others) {
  first_.assign(others + 1, 0);
  entries_.resize(lists.entries_.size());
  for (const Overlap& entry : lists.entries_) ++first_[entry.other + 1];
  for (std::size_t j = 0; j < others; ++j) first_[j + 1] += first_[j];
  // Filled by rising index; `first_[j]` is moved to the end of list j, which is where list j + 1 starts.
  for (std::size_t i = 0; i < lists.Size(); ++i) {
    for (const Overlap& entry : lists.Of(i)) {
      entries_[first_[entry.other]++] = {static_cast<std::uint32_t>(i), entry.intersection, entry.iou};
    }
  }
  for (std::size_t j = others; j > 0; --j) first_[j] = first_[j - 1];
  first_[0] = 0;
}

}  // namespace labelwatch
