#include "detectors/matching/overlaps.h"

namespace labelwatch {
void BoxColumns::Resize(std::size_t n) {
  box.resize(n);
  area.resize(n);
  rounded.resize((n + kGroup - 1) / kGroup);
}

void OverlapBuffer::Resize(std::size_t n) {
  if (entries_.size() < n) entries_.resize(n + n / 2);
  size_ = n;
}

void OverlapBuffer::Append(const Box& box, const BoxColumns& others, std::uint32_t number) {
  if (entries_.size() < size_ + others.Size()) entries_.resize(2 * (size_ + others.Size()));
  const double area = box.Area();
  Overlap* out = entries_.data() + size_;
  ForEachNear(box, others, others.Size(), [&](std::size_t j) {
    const double shared = Intersection(box, others.At(j));
    *out = {static_cast<std::uint32_t>(j), number, shared, shared / (area + others.area[j] - shared)};
    out += shared > 0 ? 1 : 0;
  });
  size_ = static_cast<std::size_t>(out - entries_.data());
}

void OverlapLists::Find(const BoxColumns& boxes, const BoxColumns& others) {
  entries_.Clear();
  first_.resize(boxes.Size() + 1);
  first_[0] = 0;
  for (std::size_t i = 0; i < boxes.Size(); ++i) {
    entries_.Append(boxes.At(i), others, static_cast<std::uint32_t>(i));
    first_[i + 1] = static_cast<std::uint32_t>(entries_.Size());
  }
}

void OverlapLists::Transpose(const OverlapLists& lists, std::size_t others) {
  first_.assign(others + 1, 0);
  entries_.Resize(lists.All().size());
  for (const Overlap& entry : lists.All()) ++first_[entry.other + 1];
  for (std::size_t j = 0; j < others; ++j) first_[j + 1] += first_[j];
  // Filled by rising index; `first_[j]` is moved to the end of list j, which is where list j + 1 starts.
  Overlap* const entries = entries_.Data();
  for (const Overlap& entry : lists.All()) {
    entries[first_[entry.other]++] = {entry.box, entry.other, entry.intersection, entry.iou};
  }
  for (std::size_t j = others; j > 0; --j) first_[j] = first_[j - 1];
  first_[0] = 0;
}

void Neighbours::Find(const BoxColumns& boxes, std::span<const NameId> classes) {
  FindRefined(boxes, classes, [](std::size_t, std::size_t, const Overlap&) {});
}

}  // namespace labelwatch
