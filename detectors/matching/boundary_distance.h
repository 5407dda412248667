#pragma once
// How far the outlines of two shapes lie apart: what "inaccurate" means for a mask or a polygon, whose overlap hides a
// missing limb of a large object and exaggerates one pixel of a small one.
//
//   BoundaryDistance distance;
//   if (const auto gap = distance.Between(label.shape, prediction.shape)) ... gap->mean ...
//
// kSamples points, evenly along each outline (all rings, holes included), look for the nearest place of the other
// outline. An outline of more than kPieces straight pieces is replaced by as many points, evenly along it. So one pair
// costs at most 2 kSamples kPieces distances (about 0.2 ms) and the reading of its bytes.
// Memory is reused. Single-owner.

#include <cstdint>
#include <optional>
#include <vector>

#include "detectors/matching/convex_overlap.h"
#include "detectors/matching/mask_runs.h"
#include "schema/shapes.h"

namespace labelwatch {

// As shares of the diagonal of the second shape's bounds; 0: the outlines are the same.
struct BoundaryGap {
  double mean = 0;
  double percentile95 = 0;  // 95 of 100 points lie this near or nearer
};

class BoundaryDistance {
 public:
  static constexpr std::size_t kSamples = 100, kPieces = 500;

  // Nothing where a shape has no outline or one that is broken.
  std::optional<BoundaryGap> Between(const Shape& shape, const Shape& reference);

 private:
  struct Piece {
    Point from, to;
  };
  struct Outline {
    std::vector<Piece> pieces;
    std::vector<Point> samples;
  };

  bool Read(const Shape& shape, Outline& outline);
  bool ReadPolygon(const Shape& shape, Outline& outline);
  bool ReadMask(const Shape& shape, Outline& outline);
  void AddSides(bool left, Outline& outline);
  static void Close(const Corners& corners, Outline& outline);
  static void SampleEvenly(const std::vector<Piece>& pieces, std::size_t count, std::vector<Point>& points);
  void Measure(const Outline& from, const Outline& to);

  Outline first_, second_;
  MaskRuns mask_, shifted_, sides_;
  std::vector<double> distances_;
};

}  // namespace labelwatch
