#pragma once
// The weights that a model starts with: fitted once on real detectors, without class terms; the stream corrects them.

#include "schema/calibration.h"

namespace labelwatch {

// What is known about a model that nothing was learned about yet.
const ModelCalibration& StartCalibration();

}  // namespace labelwatch
