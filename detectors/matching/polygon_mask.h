#pragma once
// Polygons drawn as masks by the rule of COCO's maskApi, pixel for pixel: corners are rounded to fifths of a pixel,
// each edge is walked in such steps along its longer side, and where it passes the middle of a column of pixels the
// rows from there on change between inside and outside. Rings are drawn one by one and united; holes are taken away.
//
// Costs the columns that edges cross, never pixels: only crossings are kept. Work is limited by the caller.
// Memory is reused. Single-owner.

#include <cstdint>
#include <span>
#include <vector>

#include "detectors/matching/mask_runs.h"
#include "schema/shape_codec.h"

namespace labelwatch {

// The picture drawn into: `width` x `height` cells, of which 1 / scale lie on one pixel.
struct PixelGrid {
  std::uint64_t width = 0, height = 0;  // REQUIRES: both at most 2^31
  double x = 0, y = 0;                  // of the first cell, in pixels
  double scale_x = 1, scale_y = 1;
};

enum class Drawing : std::uint8_t {
  kDone,
  kBroken,   // a coordinate is not finite or beyond 2^30 pixels
  kTooMuch,  // more work than allowed
};

class PolygonMask {
 public:
  // What a corner or a crossing of a column costs, sorting included: as much as merging so many runs.
  static constexpr std::uint64_t kStepsOfCrossing = 16;

  // Takes what it does from `steps`.
  Drawing Draw(std::span<const Ring> rings, const PixelGrid& grid, std::uint64_t& steps, MaskRuns& result);

 private:
  Drawing Collect(std::span<const Ring> rings, bool holes, const PixelGrid& grid, std::uint64_t& steps);
  Drawing CollectRing(std::span<const double> xy, const PixelGrid& grid, std::uint64_t& steps);

  std::vector<std::uint64_t> crossings_;  // of one ring
  std::vector<PixelRun> runs_;            // of all rings, unsorted
  MaskRuns filled_, holes_;
};

}  // namespace labelwatch
