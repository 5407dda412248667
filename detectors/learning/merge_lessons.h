#pragma once
// What one worker learnt between two commits, added to a calibration that others may have moved meanwhile.
//
// A calibration that knows no more than the worker's copy did when it began becomes that copy, to the last bit. Else,
// per model: weights move by the copy's move times n / (n + m), of n frames that taught the copy and m that taught the
// calibration since the copy began, so that copies that learn side by side move the weights by the mean of their moves,
// not by the sum; curvatures, histograms and counts of pairs add up.
//
// Pure.

#include "detectors/contract/options.h"
#include "schema/calibration.h"
#include "schema/tally.h"

namespace labelwatch {

Calibration MergeLessons(const Calibration& present, const Lessons& lessons, const InspectOptions& options);

// Whether the lessons name classes that the calibration does not: their open block may speak of them.
bool NamesMore(const Lessons& lessons, const Calibration& calibration);

}  // namespace labelwatch
