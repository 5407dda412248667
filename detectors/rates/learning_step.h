#pragma once
// One step of learning: what a block of frames taught moves the weights of one model (reference: label-error scores
// that learn by making errors, sections 4 and 5).

#include "detectors/options.h"
#include "schema/calibration.h"
#include "schema/tally.h"

namespace labelwatch {

void TakeStep(const ModelTally& sums, const InspectOptions& options, ModelCalibration& model);

// ln of the upper estimate of the share of errors among real objects; 0 where too little was seen. Errors cannot be
// more than all real objects above a score t where a known share of errors (the made ones) lies above t:
//   share <= min over t of (1 + real above t) / (made above t),
// over thresholds with at least 10 % and 20 of the made ones above.
float LogRateBound(const ScoreHistogram& made, const ScoreHistogram& real);

// What follows from the counts: call after changing them.
void UpdateSizeLogRatio(ModelCalibration& model);

}  // namespace labelwatch
