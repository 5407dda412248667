#pragma once
// What pairs of shapes of one frame share: masks by their runs, polygons drawn as masks by COCO's rule, turned boxes by
// clipping. Each shape is decoded and drawn at most once per frame, and only if a pair asks for it.
//
//   ShapeOverlap shapes;
//   shapes.Start(frame.image_width, frame.image_height);
//   const std::size_t label = shapes.Add(label.shape), prediction = shapes.Add(prediction.shape);
//   if (shapes.Exact(label, prediction))
//     if (const auto pair = shapes.Compare(label, prediction)) ... pair->IoU() ...
//
// Which pairs have more to compare than their bounds: turned box with box or turned box; polygon, mask and turned box
// with each other. A box beside a polygon or mask says nothing but the extent: their bounds are compared.
//
// Work is bounded, whatever the shapes: kMostSteps per frame and model, about a third of a second (a merged run is one
// step, a corner or a crossed column sixteen), of which one shape may take kMostStepsOfShape: a million corners. A
// polygon is drawn into the picture; where it spans more than kMostColumns of it, has not even one pixel or lies
// outside, the pair is drawn into a grid of kPairColumns x kPairRows cells over the union of both bounds instead:
// coarser than pixels for the large, finer for the tiny. Beyond the limits a pair is not compared, and counted. Memory
// is reused. Single-owner.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "detectors/matching/convex_overlap.h"
#include "detectors/matching/mask_runs.h"
#include "detectors/matching/polygon_mask.h"
#include "schema/shapes.h"

namespace labelwatch {

// In square pixels.
struct SharedShape {
  double intersection = 0, area = 0, other_area = 0;

  double IoU() const { return intersection > 0 ? intersection / (area + other_area - intersection) : 0.0; }
  // The share of the first shape that lies in the other: how a crowd explains a prediction.
  double ShareInside() const { return intersection > 0 ? intersection / area : 0.0; }
};

// How the pairs asked for ended; all but the first are judged by their bounds.
struct ShapePairCounts {
  static constexpr std::array<std::string_view, 4> kWords = {"compared", "sizes_differ", "broken", "too_much"};

  std::uint64_t compared = 0;
  std::uint64_t sizes_differ = 0;  // masks of pictures of different size: not comparable
  std::uint64_t broken = 0;        // a shape that cannot be drawn
  std::uint64_t too_much = 0;      // more work than allowed

  std::array<std::uint64_t, 4> Values() const { return {compared, sizes_differ, broken, too_much}; }
  friend bool operator==(const ShapePairCounts&, const ShapePairCounts&) = default;
};

class ShapeOverlap {
 public:
  static constexpr std::uint64_t kMostSteps = 1 << 26, kMostStepsOfShape = 1 << 24;
  static constexpr std::uint64_t kMostColumns = 1 << 14, kPairColumns = 1 << 10, kPairRows = 1 << 20;

  // A new frame; the size of its picture in pixels, 0: unknown.
  void Start(std::uint32_t width, std::uint32_t height);
  // Its number. What the shape views lives until it is dropped. REQUIRES: bounds of a SoundBox.
  std::size_t Add(const Shape& shape);
  // Drops all shapes from number `n` on and allows as much work again: for the next model.
  void KeepFirst(std::size_t n);

  // Whether the two have more to compare than their bounds.
  bool Exact(std::size_t a, std::size_t b) const;
  // Nothing where they cannot be compared: see Counts. Also of boxes with masks and polygons, as an explaining region
  // needs it.
  std::optional<SharedShape> Compare(std::size_t a, std::size_t b);

  // Since Start.
  const ShapePairCounts& Counts() const { return counts_; }

 private:
  enum class State : std::uint8_t { kUnread, kRead, kBroken, kTooMuch };
  struct Entry {
    Shape shape;
    State state = State::kUnread;
    bool drawn = false;  // into the picture
    std::vector<Ring> rings;
    Corners corners;
    MaskRuns mask;
  };

  static bool Turned(const Entry& entry) {
    return entry.shape.kind == ShapeKind::kRotatedBox || entry.shape.kind == ShapeKind::kBox;
  }
  bool Usable(Entry& entry);  // counts where it is not
  void Read(Entry& entry);
  void DrawInPicture(Entry& entry);
  Drawing DrawIn(const PixelGrid& grid, const Entry& entry, MaskRuns& mask);
  std::optional<SharedShape> CompareMasks(const MaskRuns& a, const MaskRuns& b, double cell_area);
  std::optional<SharedShape> CompareDrawn(Entry& a, Entry& b);
  std::optional<SharedShape> CompareMaskWithDrawn(Entry& mask, Entry& other);
  std::optional<SharedShape> CompareInOwnGrid(const Entry& a, const Entry& b);
  std::optional<SharedShape> Refused(Drawing why);

  std::vector<Entry> entries_;  // of which the first `size_` count
  std::size_t size_ = 0;
  bool size_known_ = false;
  PixelGrid picture_;
  std::uint64_t steps_ = 0;
  ShapePairCounts counts_;
  PolygonMask polygon_;
  MaskRuns scratch_, other_scratch_;
};

}  // namespace labelwatch
