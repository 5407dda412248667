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
                                                     Names& names, std::shared_ptr<const MeasuredShares> measured) {
  std::shared_ptr<const Calibration> first;
  if (file.empty()) {
    first = FirstCalibration(options);
  } else {
    const auto saved = ReadCalibration(file);
    if (!saved) return tl::unexpected(saved.error());
    first = FirstCalibration(options, *saved, names.classes);
  }
  if (measured != nullptr) {
    auto with_verdicts = std::make_shared<Calibration>(*first);
    with_verdicts->measured = std::move(measured);
    first = std::move(with_verdicts);
  }
  return std::make_unique<LearningStage>(std::move(first), options);
}

Result<void> SaveCalibration(const LearningStage& learning, const std::string& file) {
  return file.empty() ? Result<void>{} : WriteFile(file, CalibrationToJson(*learning.Current()));
}

}  // namespace labelwatch
