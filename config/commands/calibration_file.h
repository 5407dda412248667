#pragma once
// What was learned, from a file and into one.

#include <memory>
#include <string>

#include "detectors/learning/learning_stage.h"
#include "schema/calibration.h"
#include "schema/result.h"
#include "schema/series.h"

namespace labelwatch {

Result<Calibration> ReadCalibration(const std::string& path);
// Starts from a saved calibration if there is one.
Result<std::unique_ptr<LearningStage>> StartLearning(const InspectOptions& options, const std::string& file,
                                                     Names& names,
                                                     std::shared_ptr<const MeasuredShares> measured = nullptr);
// Nothing where no file is named.
Result<void> SaveCalibration(const LearningStage& learning, const std::string& file);

}  // namespace labelwatch
