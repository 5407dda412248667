#include <iostream>
#include <memory>
#include <string>

#include "config/commands/calibration_file.h"
#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "metrics/learnt_text.h"

namespace labelwatch {
namespace {

int Learnt(const std::string& file) {
  const auto calibration = ReadCalibration(file);
  if (!calibration) return Fail(calibration.error());
  std::cout << LearntText(*calibration) << std::flush;
  return kExitDone;
}

}  // namespace

void AddLearnt(CLI::App& app, int& exit_code) {
  const auto file = std::make_shared<std::string>();  // lives as long as the callback
  CLI::App& command = *app.add_subcommand("learnt", "what the monitor has learnt, in words");
  command.add_option("--calibration", *file, "a saved calibration")->required()->type_name("FILE");
  command.footer(
      "Example:\n  labelwatch replay --labels instances.json --predictions yolo=detections.json --save-calibration "
      "calibration.json\n  labelwatch learnt --calibration calibration.json");
  command.callback([file, &exit_code] { exit_code = Learnt(*file); });
}

}  // namespace labelwatch
