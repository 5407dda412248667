#include "config/commands/calibration_file.h"

#include <fstream>
#include <iterator>

#include "config/commands/console.h"
#include "detectors/learning/next_calibration.h"
#include "schema/calibration_codec.h"

namespace labelwatch {

Result<Calibration> ReadCalibration(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return BadInput("cannot open " + path + ": does it exist and may it be read?");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  auto calibration = CalibrationFromJson(text);
  if (!calibration) return BadInput(path + ": " + calibration.error().message);
  return calibration;
}

Result<std::unique_ptr<LearningStage>> StartLearning(const InspectOptions& options, const std::string& file,
                                                     Names& names) {
  if (file.empty()) return std::make_unique<LearningStage>(FirstCalibration(options), options);
  const auto saved = ReadCalibration(file);
  if (!saved) return tl::unexpected(saved.error());
  return std::make_unique<LearningStage>(FirstCalibration(options, *saved, names.classes), options);
}

Result<void> SaveCalibration(const LearningStage& learning, const std::string& file) {
  return file.empty() ? Result<void>{} : WriteFile(file, CalibrationToJson(*learning.Current()));
}

}  // namespace labelwatch
