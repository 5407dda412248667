#pragma once
// The weights by which a frame counts for a rate: a copy that is taken once, when a model has taught enough, and does
// not move again by itself.
//
// A person who renews all baselines of a model has it taken anew (PinAnew).
//
// Weights that go on learning move the rate of a stream that does not change: over 12 passes of the same 3,114 frames
// in other orders those flagged as missing went from 127 to 99, as inaccurate from 103 to 147, which is all the room
// that an alarm has (25 %). The score from which a finding counts is pinned with them: where the probability was
// InspectOptions::rate_probability.

#include <optional>

#include "detectors/contract/options.h"
#include "schema/calibration.h"

namespace labelwatch {

// Takes the copy where the model has learnt from InspectOptions::rate_after_frames, and has none.
void PinWhenSettled(const InspectOptions& options, ModelCalibration& model);

// Takes it anew where it was taken, for a renewal of the baselines that stand on it: of one kind, or of all. False:
// there was none.
bool PinAnew(const InspectOptions& options, std::optional<Kind> only, ModelCalibration& model);

// How far the copy's score of any object can lie above and below that of the weights: call after a change of either.
void UpdatePinnedReach(std::size_t kind, KindCalibration& model);

}  // namespace labelwatch
