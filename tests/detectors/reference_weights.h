#pragma once
// The weights that the published scores of the oracle rest on (reference: label-error scores, section 4). What
// labelwatch starts with is fitted on other data (tests/refit).

#include <string>

#include "schema/calibration.h"

namespace labelwatch {

// One model that starts from them.
Calibration ReferenceCalibration(const std::string& model);

}  // namespace labelwatch
