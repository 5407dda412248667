#include "detectors/matching/shape_overlap.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

constexpr std::uint64_t kUnboundedSide = 1ULL << 31;  // of a picture of unknown size

void RingOf(const Corners& corners, std::vector<Ring>& rings) {
  rings.resize(1);
  rings[0].hole = false;
  rings[0].xy.clear();
  for (const Point& corner : corners) rings[0].xy.insert(rings[0].xy.end(), {corner.x, corner.y});
}

double AreaOfBox(const Shape& shape, const Corners& corners) {
  if (shape.kind == ShapeKind::kBox) return shape.bounds.Area();
  return std::hypot(corners[1].x - corners[0].x, corners[1].y - corners[0].y) *
         std::hypot(corners[3].x - corners[0].x, corners[3].y - corners[0].y);
}

}  // namespace

void ShapeOverlap::Start(std::uint32_t width, std::uint32_t height) {
  size_ = 0;
  size_known_ = width > 0 && height > 0;
  picture_ = {};
  picture_.width = size_known_ ? std::min<std::uint64_t>(width, kUnboundedSide) : kUnboundedSide;
  picture_.height = size_known_ ? std::min<std::uint64_t>(height, kUnboundedSide) : kUnboundedSide;
  steps_ = kMostSteps;
  counts_ = {};
}

std::size_t ShapeOverlap::Add(const Shape& shape) {
  if (size_ == entries_.size()) entries_.emplace_back();
  Entry& entry = entries_[size_];
  entry.shape = shape;
  entry.state = State::kUnread;
  entry.drawn = false;
  return size_++;
}

void ShapeOverlap::KeepFirst(std::size_t n) {
  size_ = std::min(size_, n);
  steps_ = kMostSteps;
}

bool ShapeOverlap::Exact(std::size_t a, std::size_t b) const {
  const ShapeKind first = entries_[a].shape.kind, second = entries_[b].shape.kind;
  if (first == ShapeKind::kBox) return second == ShapeKind::kRotatedBox;
  return second != ShapeKind::kBox || first == ShapeKind::kRotatedBox;
}

std::optional<SharedShape> ShapeOverlap::Compare(std::size_t a, std::size_t b) {
  Entry &first = entries_[a], &second = entries_[b];
  if (!Usable(first) || !Usable(second)) return std::nullopt;
  if (Turned(first) && Turned(second)) {
    ++counts_.compared;
    return SharedShape{SharedArea(first.corners, second.corners), AreaOfBox(first.shape, first.corners),
                       AreaOfBox(second.shape, second.corners)};
  }
  const bool masks = first.shape.kind == ShapeKind::kMask, other_masks = second.shape.kind == ShapeKind::kMask;
  if (masks && other_masks) return CompareMasks(first.mask, second.mask, 1);
  if (masks) return CompareMaskWithDrawn(first, second);
  if (!other_masks) return CompareDrawn(first, second);
  auto shared = CompareMaskWithDrawn(second, first);
  if (shared) std::swap(shared->area, shared->other_area);
  return shared;
}

bool ShapeOverlap::Usable(Entry& entry) {
  if (entry.state == State::kUnread) Read(entry);
  if (entry.state == State::kRead) return true;
  Refused(entry.state == State::kBroken ? Drawing::kBroken : Drawing::kTooMuch);
  return false;
}

void ShapeOverlap::Read(Entry& entry) {
  entry.state = State::kBroken;
  switch (entry.shape.kind) {
    case ShapeKind::kNone:
      return;
    case ShapeKind::kBox:
      entry.corners = CornersOf(entry.shape.bounds);
      RingOf(entry.corners, entry.rings);
      break;
    case ShapeKind::kRotatedBox: {
      const auto box = DecodeRotatedBox(entry.shape.encoded);
      if (!box) return;
      entry.corners = CornersOf(*box);
      RingOf(entry.corners, entry.rings);
      break;
    }
    case ShapeKind::kPolygon: {
      auto rings = DecodePolygon(entry.shape.encoded);
      if (!rings) return;
      entry.rings = std::move(*rings);
      break;
    }
    case ShapeKind::kMask: {
      const auto mask = DecodeMask(entry.shape.encoded);
      if (!mask || !ReadRuns(*mask, entry.mask)) return;
      break;
    }
  }
  entry.state = State::kRead;
}

std::optional<SharedShape> ShapeOverlap::CompareMasks(const MaskRuns& a, const MaskRuns& b, double cell_area) {
  if (a.width != b.width || a.height != b.height) {
    ++counts_.sizes_differ;
    return std::nullopt;
  }
  std::uint64_t shared = 0;
  if (!a.runs.empty() && !b.runs.empty()) {
    const auto first = RunsWithin(a, b.runs.front().begin, b.runs.back().end);
    const auto second = RunsWithin(b, a.runs.front().begin, a.runs.back().end);
    const std::uint64_t cost = first.size() + second.size();
    if (cost > steps_) return Refused(Drawing::kTooMuch);
    steps_ -= cost;
    shared = SharedPixels(first, second);
  }
  ++counts_.compared;
  return SharedShape{cell_area * static_cast<double>(shared), cell_area * static_cast<double>(a.area),
                     cell_area * static_cast<double>(b.area)};
}

std::optional<SharedShape> ShapeOverlap::CompareMaskWithDrawn(Entry& mask, Entry& other) {
  const bool same_picture = mask.mask.width == picture_.width && mask.mask.height == picture_.height;
  if (size_known_) {
    if (!same_picture) {
      ++counts_.sizes_differ;
      return std::nullopt;
    }
    DrawInPicture(other);
    if (!Usable(other)) return std::nullopt;
    return CompareMasks(mask.mask, other.mask, 1);
  }
  // The mask is the only one to tell the size of the picture.
  PixelGrid grid;
  grid.width = mask.mask.width;
  grid.height = mask.mask.height;
  if (std::max(grid.width, grid.height) > kUnboundedSide) return Refused(Drawing::kTooMuch);
  if (const Drawing drawing = DrawIn(grid, other, scratch_); drawing != Drawing::kDone) return Refused(drawing);
  return CompareMasks(mask.mask, scratch_, 1);
}

std::optional<SharedShape> ShapeOverlap::CompareDrawn(Entry& a, Entry& b) {
  const auto own_grid = [&](const Entry& entry) {
    const Box& box = entry.shape.bounds;
    const double left = std::max(box.x_min, 0.0), right = std::min(box.x_max, static_cast<double>(picture_.width));
    return right - left > static_cast<double>(kMostColumns) || (!size_known_ && (box.x_min < 0 || box.y_min < 0));
  };
  if (own_grid(a) || own_grid(b)) return CompareInOwnGrid(a, b);
  DrawInPicture(a);
  DrawInPicture(b);
  if (!Usable(a) || !Usable(b)) return std::nullopt;
  if (a.mask.area == 0 || b.mask.area == 0) return CompareInOwnGrid(a, b);
  return CompareMasks(a.mask, b.mask, 1);
}

std::optional<SharedShape> ShapeOverlap::CompareInOwnGrid(const Entry& a, const Entry& b) {
  const Box &first = a.shape.bounds, &second = b.shape.bounds;
  const Box both = {std::min(first.x_min, second.x_min), std::min(first.y_min, second.y_min),
                    std::max(first.x_max, second.x_max), std::max(first.y_max, second.y_max)};
  // Smaller than any camera sees, and no number of cells a pixel would be finite in the end.
  constexpr double kLeastSide = 1e-6;
  if (!(std::min(both.Width(), both.Height()) >= kLeastSide)) return Refused(Drawing::kBroken);
  PixelGrid grid;
  grid.width = kPairColumns;
  grid.height = kPairRows;
  grid.x = both.x_min;
  grid.y = both.y_min;
  grid.scale_x = static_cast<double>(kPairColumns) / both.Width();
  grid.scale_y = static_cast<double>(kPairRows) / both.Height();
  if (const Drawing drawing = DrawIn(grid, a, scratch_); drawing != Drawing::kDone) return Refused(drawing);
  if (const Drawing drawing = DrawIn(grid, b, other_scratch_); drawing != Drawing::kDone) return Refused(drawing);
  if (scratch_.area == 0 || other_scratch_.area == 0) return Refused(Drawing::kBroken);  // covers nothing at all
  return CompareMasks(scratch_, other_scratch_, 1 / (grid.scale_x * grid.scale_y));
}

void ShapeOverlap::DrawInPicture(Entry& entry) {
  if (entry.drawn || entry.state != State::kRead) return;
  entry.drawn = true;
  switch (DrawIn(picture_, entry, entry.mask)) {
    case Drawing::kDone:
      break;
    case Drawing::kBroken:
      entry.state = State::kBroken;
      break;
    case Drawing::kTooMuch:
      entry.state = State::kTooMuch;
      break;
  }
}

Drawing ShapeOverlap::DrawIn(const PixelGrid& grid, const Entry& entry, MaskRuns& mask) {
  const std::uint64_t allowed = std::min(steps_, kMostStepsOfShape);
  std::uint64_t left = allowed;
  const Drawing drawing = polygon_.Draw(entry.rings, grid, left, mask);
  steps_ -= allowed - left;
  return drawing;
}

std::optional<SharedShape> ShapeOverlap::Refused(Drawing why) {
  ++(why == Drawing::kBroken ? counts_.broken : counts_.too_much);
  return std::nullopt;
}

}  // namespace labelwatch
