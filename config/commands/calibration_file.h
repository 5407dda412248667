#pragma once
// What was learned, from a file and into one.

#include <memory>
#include <string>

#include "detectors/rates/rates.h"
#include "schema/calibration.h"
#include "schema/names.h"
#include "schema/result.h"

namespace labelwatch {

Result<Calibration> ReadCalibration(const std::string& path);
// Starts from a saved calibration if there is one.
Result<std::unique_ptr<Rates>> StartRates(const InspectOptions& options, const std::string& file, Names& names);
// Nothing where no file is named.
Result<void> SaveCalibration(const Rates& rates, const std::string& file);

}  // namespace labelwatch
