#pragma once
// Series without a baseline whose rate changed, and baselines that were learnt over a change, in words
// (detectors/rates/learning_watch.h).

#include <string>

#include "detectors/rates/rates_stage.h"

namespace labelwatch {

// "annotator bob: wrong_class has no baseline yet; the last 1,900 frames differ from the 6,100 before (2.1 -> 5.0 %)",
// "annotator bob: the baseline of wrong_class was learnt over a change (2.1 -> 5.0 % of frames)". Empty: none was seen.
std::string LearningSentence(const FollowedSeries& series);

// A line for each series that has such a sentence, the largest changes first; at most ten.
std::string LearningText(const RatesStage& stage);

}  // namespace labelwatch
