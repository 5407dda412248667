#pragma once
// How many frames have wrong labels in truth, and how many of these the monitor flags, from frames that people were
// asked to look at with recorded probabilities: of everything, of each annotator, source and class
// (detectors/rates/drawn_rate.h).
//
// Of a class: of the frames that hold labels of it, those in which one of these labels is wrong, or one of the class is
// missing. A label of another class that should be of this one is an error of the other. Labeling tools tell of which
// classes the labels were that a reviewer changed, findings tell their own; of a frame of which somebody only said that
// something is wrong (an audit on the page) no class is known: it may be wrong, so that the low bound is that of a fine
// frame, the high one that of a wrong frame, and the rate lies in the middle.
//
// Where an expert looked at a frame once more, the later verdict counts, in the place of the first. Frames that were
// drawn and then not asked because of a cap are not here: while caps bind, the rates are those of what could be asked.
//
// Pure functions.

#include <cstddef>
#include <vector>

#include "consumers/labeling/asked_frame.h"
#include "metrics/review_status.h"

namespace labelwatch {

// Overall first; then annotators, sources and classes, at most `most` of each, those with most verdicts first. Frames
// of the arms `gold` and `repeat` are in none.
std::vector<ReviewStatus::Mislabeled> MislabeledRates(const AskedFrames& asked, std::size_t most);

}  // namespace labelwatch
