#include "detectors/matching/overlaps.h"

#include <algorithm>
#include <array>

#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr std::size_t kBlock = 64;  // boxes that are compared at a time

// Intersections of one box with boxes [from, to) of `others`, without branches: the compiler makes vector instructions
// of this loop. REQUIRES: to - from <= kBlock.
inline void Intersections(const Box& box, const BoxColumns& others, std::size_t from, std::size_t to, double* shared) {
  const double* const x_min = others.x_min.data() + from;
  const double* const y_min = others.y_min.data() + from;
  const double* const x_max = others.x_max.data() + from;
  const double* const y_max = others.y_max.data() + from;
  for (std::size_t j = 0; j < to - from; ++j) {
    const double width = std::max(std::min(box.x_max, x_max[j]) - std::max(box.x_min, x_min[j]), 0.0);
    const double height = std::max(std::min(box.y_max, y_max[j]) - std::max(box.y_min, y_min[j]), 0.0);
    shared[j] = width * height;
  }
}

}  // namespace

void BoxColumns::Resize(std::size_t n) {
  x_min.resize(n);
  y_min.resize(n);
  x_max.resize(n);
  y_max.resize(n);
  area.resize(n);
}

void OverlapBuffer::Resize(std::size_t n) {
  if (entries_.size() < n) entries_.resize(n + n / 2);
  size_ = n;
}

void OverlapBuffer::Append(const Box& box, const BoxColumns& others) {
  std::array<double, kBlock> shared;
  std::array<std::uint8_t, kBlock> touching;
  const double area = box.Area();
  for (std::size_t from = 0; from < others.Size(); from += kBlock) {
    const std::size_t to = std::min(from + kBlock, others.Size());
    Intersections(box, others, from, to, shared.data());
    // Which ones touch is as good as random: counting instead of branching spares mispredictions.
    std::size_t count = 0;
    for (std::size_t j = 0; j < to - from; ++j) {
      touching[count] = static_cast<std::uint8_t>(j);
      count += shared[j] > 0 ? 1 : 0;
    }
    const std::size_t start = size_;
    Resize(start + count);
    for (std::size_t k = 0; k < count; ++k) {
      const std::size_t j = touching[k];
      entries_[start + k] = {static_cast<std::uint32_t>(from + j), shared[j],
                             shared[j] / (area + others.area[from + j] - shared[j])};
    }
  }
}

void OverlapLists::Find(const BoxColumns& boxes, const BoxColumns& others) {
  entries_.Clear();
  first_.resize(boxes.Size() + 1);
  first_[0] = 0;
  for (std::size_t i = 0; i < boxes.Size(); ++i) {
    entries_.Append(boxes.At(i), others);
    first_[i + 1] = static_cast<std::uint32_t>(entries_.Size());
  }
}

void OverlapLists::Transpose(const OverlapLists& lists, std::size_t others) {
  first_.assign(others + 1, 0);
  entries_.Resize(lists.entries_.Size());
  for (const Overlap& entry : lists.entries_.All()) ++first_[entry.other + 1];
  for (std::size_t j = 0; j < others; ++j) first_[j + 1] += first_[j];
  // Filled by rising index; `first_[j]` is moved to the end of list j, which is where list j + 1 starts.
  Overlap* const entries = entries_.Data();
  for (std::size_t i = 0; i < lists.Size(); ++i) {
    for (const Overlap& entry : lists.Of(i)) {
      entries[first_[entry.other]++] = {static_cast<std::uint32_t>(i), entry.intersection, entry.iou};
    }
  }
  for (std::size_t j = others; j > 0; --j) first_[j] = first_[j - 1];
  first_[0] = 0;
}

void Neighbours::Find(const BoxColumns& boxes) {
  const std::size_t n = boxes.Size();
  largest_.assign(n, 0.0);
  twins_.clear();
  std::array<double, kBlock> shared;
  for (std::size_t i = 1; i < n; ++i) {
    const Box box = boxes.At(i);
    double largest = 0;
    for (std::size_t from = 0; from < i; from += kBlock) {
      const std::size_t to = std::min(from + kBlock, i);
      Intersections(box, boxes, from, to, shared.data());
      // IoU >= 0.5 is 3 x intersection >= sum of the areas; twins are rare, so ask for all of them at once.
      bool twins = false;
      for (std::size_t j = 0; j < to - from; ++j) {
        largest_[from + j] = std::max(largest_[from + j], shared[j]);
        largest = std::max(largest, shared[j]);
        twins |= 3.001 * shared[j] >= boxes.area[i] + boxes.area[from + j];
      }
      for (std::size_t j = 0; twins && j < to - from; ++j) {
        if (const double iou = IoU(box, boxes.At(from + j)); iou >= 0.5) {
          twins_.push_back({static_cast<std::uint32_t>(from + j), static_cast<std::uint32_t>(i), iou});
        }
      }
    }
    largest_[i] = largest;
  }
}

}  // namespace labelwatch
