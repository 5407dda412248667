#pragma once
// How the rates stand, as a table for a person: what `labelwatch rates show` prints.

#include <string>

#include "metrics/rates_status.h"

namespace labelwatch {

// "annotator bob, wrong_class, judged by yolo@7".
std::string SeriesText(const SeriesName& series);

// The budget, the last acts, then a line for each series, those with an alarm first.
std::string RatesText(const RatesStatus& rates);

}  // namespace labelwatch
