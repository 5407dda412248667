#include "detectors/matching/overlaps.h"

#include <algorithm>

#include "detectors/matching/box_overlap.h"

namespace labelwatch {
void BoxColumns::Resize(std::size_t n) {
  x_min.resize(n);
  y_min.resize(n);
  x_max.resize(n);
  y_max.resize(n);
  area.resize(n);
  rounded.resize((n + kGroup - 1) / kGroup);
}

void OverlapBuffer::Resize(std::size_t n) {
  if (entries_.size() < n) entries_.resize(n + n / 2);
  size_ = n;
}

void OverlapBuffer::Append(const Box& box, const BoxColumns& others) {
  if (entries_.size() < size_ + others.Size()) entries_.resize(2 * (size_ + others.Size()));
  const double area = box.Area();
  Overlap* out = entries_.data() + size_;
  ForEachNear(box, others, others.Size(), [&](std::size_t j) {
    const double shared = Intersection(box, others.At(j));
    *out = {static_cast<std::uint32_t>(j), shared, shared / (area + others.area[j] - shared)};
    out += shared > 0 ? 1 : 0;
  });
  size_ = static_cast<std::size_t>(out - entries_.data());
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

void Neighbours::Find(const BoxColumns& boxes, std::span<const NameId> classes) {
  largest_.assign(boxes.Size(), 0.0);
  twin_iou_.assign(boxes.Size(), 0.0);
  twin_.assign(boxes.Size(), kNone);
  for (std::size_t i = 1; i < boxes.Size(); ++i) {
    const Box box = boxes.At(i);
    ForEachNear(box, boxes, i, [&](std::size_t j) {
      const double shared = Intersection(box, boxes.At(j));
      largest_[i] = std::max(largest_[i], shared);
      largest_[j] = std::max(largest_[j], shared);
      const double iou = shared / (boxes.area[i] + boxes.area[j] - shared);
      if (iou >= kTwinIoU && iou > twin_iou_[i] && classes[i] == classes[j]) {
        twin_iou_[i] = iou;
        twin_[i] = static_cast<std::int32_t>(j);
      }
    });
  }
}

}  // namespace labelwatch
