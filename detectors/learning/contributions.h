#pragma once
// No source and no annotator teaches more than half, so that one that labels differently cannot move a class alone.
//
// The frames learned from are counted per source and per annotator, with a half-life of 1,000 such frames. The frames
// of a name that sent n of the N frames counted weigh
//
//   min(1, (N - n) / n), at least 1/4:
//
// up to a share of 80 % its weight equals that of all others together. Only one name, or fewer than 100 frames: 1. The
// smaller weight of source and annotator holds. Not by block of frames: where a stream is keyed by sequence, a block is
// one sequence of one source.

#include "schema/calibration.h"
#include "schema/frame.h"
#include "schema/tally.h"

namespace labelwatch {

// `contributions`: null where nothing was counted.
float TeachingWeight(const Contributions* contributions, const LabeledFrame& frame);

void CountContributions(const StreamSums& sums, Contributions& contributions);

}  // namespace labelwatch
