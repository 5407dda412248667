#pragma once
// Calibration as a file: protobuf JSON of labelwatch.v1.Calibration. What is written is read back exactly.

#include <string>
#include <string_view>

#include "schema/calibration.h"
#include "schema/result.h"

namespace labelwatch {

std::string CalibrationToJson(const Calibration& calibration);

// An error names what is wrong with the file. Class numbers are those of the file: see Calibration::class_names.
Result<Calibration> CalibrationFromJson(std::string_view json);

}  // namespace labelwatch
