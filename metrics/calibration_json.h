#pragma once
// What was learnt, as JSON: what /statusz and `labelwatch learnt --json` say.

#include "metrics/calibration_status.h"
#include "schema/json_writer.h"

namespace labelwatch {

// As members of an object that is open: version, budget, models with all their weights.
void WriteCalibration(const CalibrationStatus& calibration, JsonWriter& json);

}  // namespace labelwatch
