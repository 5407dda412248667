#pragma once
// A mask as the runs of its foreground, so that two masks are compared in the number of their runs and not of their
// pixels. Positions count column by column, as COCO does: column * height + row.
//
//   MaskRuns a, b;
//   if (ReadRuns(mask, a) && ...) shared = SharedPixels(a, b);  // nothing: masks of different pictures
//   double iou = *shared / double(a.area + b.area - *shared);
//
// Memory is reused. Plain values.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "schema/shape_codec.h"

namespace labelwatch {

struct PixelRun {
  std::uint64_t begin = 0, end = 0;  // [begin, end), not empty
  friend bool operator==(const PixelRun&, const PixelRun&) = default;
};

struct MaskRuns {
  std::uint64_t width = 0, height = 0;  // of the picture
  std::uint64_t area = 0;               // pixels in all runs
  std::vector<PixelRun> runs;           // rising, no two touch

  void Clear(std::uint64_t picture_width, std::uint64_t picture_height);
  // REQUIRES: begins at or behind the begin of the last run. Runs that touch become one; empty ones vanish.
  void Append(PixelRun run);
};

// False where the counts do not fill the picture exactly.
bool ReadRuns(const Mask& mask, MaskRuns& runs);

// The runs that may share pixels with [begin, end).
std::span<const PixelRun> RunsWithin(const MaskRuns& mask, std::uint64_t begin, std::uint64_t end);

// Pixels in both; nothing where the pictures differ in size, for then no pixel is the same.
std::optional<std::uint64_t> SharedPixels(const MaskRuns& a, const MaskRuns& b);
// The same of runs alone.
std::uint64_t SharedPixels(std::span<const PixelRun> a, std::span<const PixelRun> b);

// What is in any of the runs, in any order; sorts them.
void Unite(std::vector<PixelRun>& runs, MaskRuns& result);
// What is in `a` and not in `b`. REQUIRES: pictures of one size; `result` is neither of them.
void Subtract(const MaskRuns& a, const MaskRuns& b, MaskRuns& result);

}  // namespace labelwatch
