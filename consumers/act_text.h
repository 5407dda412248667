#pragma once
// What people decided about rates (schema/rates_act.h), as it is told.

#include <string>

#include "detectors/rates/series_state.h"

namespace labelwatch {

// One JSON object on one line: time, act, who, why, series that it meets; of a budget and a silence what they say.
std::string ActJson(const TakenAct& taken);

}  // namespace labelwatch
