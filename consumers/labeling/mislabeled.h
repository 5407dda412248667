#pragma once
// How many frames have wrong labels in truth, and how many of these the monitor flags, from frames that people were
// asked to look at with recorded probabilities: of everything, of each annotator and source (detectors/rates/
// drawn_rate.h).
//
// Where an expert looked at a frame once more, the later verdict counts, in the place of the first. Frames that were
// drawn and then not asked because of a cap are not here: while caps bind, the rates are those of what could be asked.
//
// A class has no such rate: a verdict on a frame does not say of which class its other labels are wrong. Pure
// functions.

#include <cstddef>
#include <vector>

#include "consumers/labeling/asked_frame.h"
#include "metrics/review_status.h"

namespace labelwatch {

// Overall first; then annotators and sources, at most `most` of each, those with most verdicts first. Frames of the
// arms `gold` and `repeat` are in none.
std::vector<ReviewStatus::Mislabeled> MislabeledRates(const AskedFrames& asked, std::size_t most);

}  // namespace labelwatch
