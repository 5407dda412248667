#pragma once
// The overlaps of two lists of boxes, found once per frame and model. Most boxes of a frame do not touch, so only the
// pairs that do are kept: a detector then looks at two or three of them per label instead of all predictions.
//
//   BoxColumns labels, predictions;  ... Resize, Set ...
//   OverlapLists overlaps;
//   overlaps.Find(labels, predictions);
//   for (const Overlap& o : overlaps.Of(label)) { ... o.other is a prediction ... }
//
// Memory is reused: after the first frames nothing allocates. Single-owner.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/matching/box_overlap.h"
#include "detectors/matching/group_masks.h"
#include "schema/names.h"
#include "schema/shapes.h"

namespace labelwatch {

// Boxes, and their coordinates in columns, so that one box is compared with many at a time.
// REQUIRES of every box: finite, not empty.
struct BoxColumns {
  std::vector<Box> box;
  std::vector<double> area;

  std::size_t Size() const { return area.size(); }
  const Box& At(std::size_t i) const { return box[i]; }
  void Resize(std::size_t n);
  void Set(std::size_t i, const Box& to) {
    box[i] = to;
    area[i] = to.Area();
    BoxGroup& group = rounded[i / kGroup];
    group.x_min[i % kGroup] = static_cast<float>(to.x_min);
    group.y_min[i % kGroup] = static_cast<float>(to.y_min);
    group.x_max[i % kGroup] = static_cast<float>(to.x_max);
    group.y_max[i % kGroup] = static_cast<float>(to.y_max);
  }

  // The same coordinates in single precision. Rounding keeps their order, so no pair that touches is missed.
  std::vector<BoxGroup> rounded;
};

// Calls `visit` with the index of each box of `boxes` below `end` that may touch `box`, in order; those that do not
// touch cost next to nothing.
template <typename Visit>
inline void ForEachNear(const Box& box, const BoxColumns& boxes, std::size_t end, Visit visit) {
  const auto x_min = static_cast<float>(box.x_min), y_min = static_cast<float>(box.y_min);
  const auto x_max = static_cast<float>(box.x_max), y_max = static_cast<float>(box.y_max);
  for (std::size_t from = 0; from < end; from += kGroup) {
    std::uint32_t near = TouchingMask(boxes.rounded[from / kGroup], x_min, y_min, x_max, y_max);
    if (end - from < kGroup) near &= (1U << (end - from)) - 1;
    for (; near != 0; near &= near - 1) visit(from + static_cast<std::size_t>(std::countr_zero(near)));
  }
}

struct Overlap {
  std::uint32_t other = 0;  // index into the other list
  std::uint32_t box = 0;    // index into its own
  double intersection = 0;  // area, > 0
  double iou = 0;           // intersection over union, > 0
};

// A growing list of overlaps; Clear keeps the memory.
class OverlapBuffer {
 public:
  void Clear() { size_ = 0; }
  // Appends the overlaps of one box with `others`, by rising index. `number`: of the box in its own list, if it has
  // one.
  void Append(const Box& box, const BoxColumns& others, std::uint32_t number = 0);

  std::size_t Size() const { return size_; }
  void Resize(std::size_t n);
  Overlap* Data() { return entries_.data(); }
  std::span<const Overlap> All() const { return {entries_.data(), size_}; }
  std::span<Overlap> All() { return {entries_.data(), size_}; }
  std::span<const Overlap> Range(std::size_t from, std::size_t to) const {
    return {entries_.data() + from, entries_.data() + to};
  }

 private:
  std::vector<Overlap> entries_;  // of which the first `size_` count
  std::size_t size_ = 0;
};

class OverlapLists {
 public:
  void Find(const BoxColumns& boxes, const BoxColumns& others);
  // The same pairs seen from the other side. `others`: the number of boxes there.
  void Transpose(const OverlapLists& lists, std::size_t others);
  // Calls `refine(box, overlap)` with each overlap, to be changed; those left without intersection are dropped.
  template <typename Refine>
  void ForEachRefine(Refine refine) {
    Overlap* const entries = entries_.Data();
    std::uint32_t kept = 0, from = 0;
    for (std::size_t i = 0; i < Size(); ++i) {
      const std::uint32_t to = first_[i + 1];
      for (; from < to; ++from) {
        Overlap overlap = entries[from];
        refine(i, overlap);
        entries[kept] = overlap;
        kept += overlap.intersection > 0 ? 1 : 0;
      }
      first_[i + 1] = kept;
    }
    entries_.Resize(kept);
  }
  // By rising index of the other box.
  std::span<const Overlap> Of(std::size_t box) const { return entries_.Range(first_[box], first_[box + 1]); }
  std::span<const Overlap> All() const { return entries_.All(); }
  std::size_t Size() const { return first_.empty() ? 0 : first_.size() - 1; }

 private:
  std::vector<std::uint32_t> first_;
  OverlapBuffer entries_;
};

// Of boxes among themselves: how far each is shared with another one at most, which earlier one of its class is nearly
// the same, and which earlier one of another class is.
class Neighbours {
 public:
  static constexpr double kTwinIoU = 0.5;   // at least
  static constexpr double kRivalIoU = 0.8;  // at least; real objects of two classes overlap more than of one
  static constexpr std::int32_t kNone = -1;

  // REQUIRES: one class per box.
  void Find(const BoxColumns& boxes, std::span<const NameId> classes);
  // The same where `refine(i, j, overlap)` knows more of two boxes that touch than their bounds say.
  template <typename Refine>
  void FindRefined(const BoxColumns& boxes, std::span<const NameId> classes, Refine refine) {
    notes_.assign(boxes.Size(), Notes{});
    for (std::size_t i = 1; i < boxes.Size(); ++i) {
      const Box box = boxes.At(i);
      ForEachNear(box, boxes, i, [&](std::size_t j) {
        const double shared = Intersection(box, boxes.At(j));
        Overlap overlap = {static_cast<std::uint32_t>(j), static_cast<std::uint32_t>(i), shared,
                           shared / (boxes.area[i] + boxes.area[j] - shared)};
        refine(i, j, overlap);
        Note(i, j, overlap.intersection, overlap.iou, classes[i] == classes[j]);
      });
    }
  }
  // The largest intersection with another box.
  double LargestIntersection(std::size_t box) const { return notes_[box].largest; }
  // The earlier box of the same class with the largest IoU; kNone where none reaches kTwinIoU.
  std::int32_t EarlierTwin(std::size_t box) const { return notes_[box].twin; }
  double IoUWithTwin(std::size_t box) const { return notes_[box].twin_iou; }
  // The earlier box of another class with the largest IoU; kNone where none reaches kRivalIoU.
  std::int32_t EarlierRival(std::size_t box) const { return notes_[box].rival; }
  double IoUWithRival(std::size_t box) const { return notes_[box].rival_iou; }

 private:
  struct Notes {
    double largest = 0, twin_iou = 0, rival_iou = 0;
    std::int32_t twin = kNone, rival = kNone;
  };

  // What box `i` and the earlier box `j` share.
  void Note(std::size_t i, std::size_t j, double shared, double iou, bool same_class) {
    Notes& of_i = notes_[i];
    of_i.largest = std::max(of_i.largest, shared);
    notes_[j].largest = std::max(notes_[j].largest, shared);
    if (iou < kTwinIoU) return;
    if (same_class && iou > of_i.twin_iou) {
      of_i.twin_iou = iou;
      of_i.twin = static_cast<std::int32_t>(j);
    } else if (!same_class && iou >= kRivalIoU && iou > of_i.rival_iou) {
      of_i.rival_iou = iou;
      of_i.rival = static_cast<std::int32_t>(j);
    }
  }

  std::vector<Notes> notes_;  // by box
};

}  // namespace labelwatch
