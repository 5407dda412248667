#pragma once
// How suspicious a frame is as a whole: orders frames for review.

#include <cstddef>
#include <span>
#include <vector>

#include "schema/finding.h"

namespace labelwatch {

inline constexpr double kNoFinding = -99.0;

// (1 / 1.5) ln sum exp(1.5 min(s, 3)) over the objects of the frame, each with its largest score s over kinds: an
// object is a label, an absence, or the frame itself. kNoFinding where nothing was scored.
// Single-owner: reuses memory.
class FrameScore {
 public:
  double Of(std::span<const Finding> findings, std::size_t labels);

 private:
  std::vector<double> best_;  // by label
};

}  // namespace labelwatch
