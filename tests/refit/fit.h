#pragma once
// Fits the weights that a model starts with (detectors/labels/start_weights.cpp) from labels, detections of two models
// or more, and errors that the monitor makes itself.
//
// The set is judged again and again, each time with other made errors. After each round all weights take one damped
// Newton step on the sums of all models, each model alone; the result is the mean over the second half of the rounds.
// With these weights held, the same is done for what the models say of each other.
//
// Three things keep what one small set teaches from being taken for more than it is:
// - weights of neighbouring bins are pulled together, and all of them towards 0;
// - how large objects are, where in the picture they lie and how many the model sees depends on the stream: for missing
//   and inaccurate those weights stay 0, as those of classes do (planted labels have the sizes of the stream);
// - what the frame before shows needs a video: those weights stay as they are.

#include <array>
#include <vector>

#include "tests/detectors/coco_set.h"

namespace labelwatch {

using StartWeights = std::array<std::vector<float>, 4>;  // by index into kLearnedKinds, kSharedWeights of each

struct FitOptions {
  int rounds = 400;
  // In objects at even odds: so many would be needed to hold a weight away from 0, or from its neighbour.
  float to_zero = 3, to_neighbour = 250;
};

StartWeights FitStartWeights(const CocoSet& set, const NameTable& classes, const FitOptions& options);

}  // namespace labelwatch
