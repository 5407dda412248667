#pragma once
// Pieces of the sentences that explain findings to people.

#include <string>
#include <string_view>

#include "detectors/labels/class_in_words.h"
#include "schema/frame.h"
#include "schema/names.h"

namespace labelwatch {

// 0.931 -> "0.93", 0.97 -> "97 %". Never "100 %" or "0 %" for what is not exactly so.
std::string TwoDigits(double value);
std::string Percent(double share);
// The same for a table: "97 %", "> 99 %", "< 1 %".
std::string ShortPercent(double share);

// "yolo 0.93", the model with the confidence that it gave.
std::string ModelWithConfidence(const PredictedFrame& predicted, double confidence);

// The class of the label or prediction that a finding is about, as its name.
std::string_view LabelClass(const JoinedFrame& frame, std::int32_t label, const NameTable& classes);

}  // namespace labelwatch
