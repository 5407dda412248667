#pragma once
// What a frame teaches of scores that do not rest on one model alone: real and made ones, for JointScores.
//
// Made errors of several models are combined as findings are. They are not the same to the last bit (a label is renamed
// to a class that is drawn for each model), but of the same label.

#include <span>

#include "detectors/labels/scene.h"
#include "detectors/probabilities.h"
#include "schema/finding.h"
#include "schema/tally.h"

namespace labelwatch {

// Findings of several models, combined; what the slow copy of the weights says is not counted.
void CountJoint(std::span<const Finding> made, std::span<const Finding> real, const Probabilities& probabilities,
                StreamSums& sums);

// Pairs of labels of a class: those that exist, and each label beside a copy of itself with each side moved by
// N(0, 0.05) of width or height: IoU 0.7 to 0.95.
void CountDuplicates(const Scene& scene, std::span<const Finding> findings, StreamSums& sums);

}  // namespace labelwatch
