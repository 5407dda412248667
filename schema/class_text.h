#pragma once
// What a class is called, also where it found no room in the table of names. Such a class is judged and counted as
// `other`; what goes back to labeling calls it by the name that came.

#include <string_view>

#include "schema/finding.h"
#include "schema/frame.h"
#include "schema/names.h"

namespace labelwatch {

// REQUIRES: `label` and `prediction` are places in their frames.
std::string_view ClassOfLabel(const LabeledFrame& frame, std::size_t label, const NameTable& classes);
std::string_view ClassOfPrediction(const PredictedFrame& frame, std::size_t prediction, const NameTable& classes);
// A class of the frame as a whole. Of several that found no room nobody can tell which is meant: "other".
std::string_view ClassOfFrame(const LabeledFrame& frame, NameId class_id, const NameTable& classes);

// The class that a finding suggests: what its prediction was called, else what the number says.
std::string_view SuggestedClass(const JoinedFrame& frame, const Finding& finding, const NameTable& classes);

}  // namespace labelwatch
