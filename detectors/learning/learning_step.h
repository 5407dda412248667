#pragma once
// One step of learning: what a block of frames taught moves the weights of one model (reference: label-error scores
// that learn by making errors, sections 4 and 5).

#include "detectors/contract/options.h"
#include "schema/calibration.h"
#include "schema/tally.h"

namespace labelwatch {

// At most so many pairs of classes are remembered of a model; the rarest are forgotten first.
inline constexpr std::size_t kMostConfusions = 4096;
inline constexpr std::size_t kMostFrameClassPairs = 8192;  // all pairs of 90 classes

void TakeStep(const ModelTally& sums, const InspectOptions& options, ModelCalibration& model);

// ln of the upper estimate of the share of errors among real objects; 0 where too little was seen. Errors cannot be
// more than all real objects above a score t where a known share of errors (the made ones) lies above t:
//   share <= min over t of AtMost(real above t) / (made above t),
// over thresholds with at least 10 % and 20 of the made ones above. AtMost is the upper 97.5 % bound of a Poisson count
// (labels/poisson_bound.h): thresholds are compared, and the smallest share would else be the one with the luckiest
// count; with the bare count the estimate starts far too low, rises with the stream, and the order of findings along
// the stream suffers (spurious AP .66 instead of .68 on the VOC frames, mean of six seeds).
float LogRateBound(const ScoreHistogram& made, const ScoreHistogram& real);

// What follows from made and real: call after changing them.
void UpdateShares(ScoreCounts& counts);
// Adds what was counted; what was counted before is kept to the share `keep`.
void AddCounts(const ScoreSums& sums, float keep, ScoreCounts& counts);

// By how much `to` can give an object a higher score than `from` at most. `kind`: index into kLearnedKinds.
float LargestRise(std::size_t kind, const std::vector<float>& from, const std::vector<float>& to);
// What follows from weights and reference: call after changing them. `kind`: index into kLearnedKinds.
void UpdateReferenceGain(std::size_t kind, KindCalibration& model);

// What follows from the counts: call after changing them.
void UpdateSizeLogRatio(ModelCalibration& model);
void UpdateContradictionsPerDoubt(ModelCalibration& model);

}  // namespace labelwatch
