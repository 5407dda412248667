#include <iostream>
#include <memory>
#include <string>

#include "config/commands/calibration_file.h"
#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "metrics/calibration_json.h"
#include "metrics/learnt_text.h"

namespace labelwatch {
namespace {

struct LearntArguments {
  std::string file;
  bool json = false;
};

std::string LearntJson(const Calibration& calibration) {
  JsonWriter json;
  json.OpenObject();
  WriteCalibration(StatusOf(calibration, {}), json);
  json.CloseObject();
  return std::string(json.Written()) + "\n";
}

int Learnt(const LearntArguments& arguments) {
  const auto calibration = ReadCalibration(arguments.file);
  if (!calibration) return Fail(calibration.error());
  std::cout << (arguments.json ? LearntJson(*calibration) : LearntText(*calibration)) << std::flush;
  return kExitDone;
}

}  // namespace

void AddLearnt(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<LearntArguments>();  // lives as long as the callback
  CLI::App& command = *app.add_subcommand("learnt", "what the monitor has learnt, in words");
  command.add_option("--calibration", arguments->file, "a saved calibration")->required()->type_name("FILE");
  command.add_flag("--json", arguments->json, "print it as JSON, with all weights");
  command.footer(
      "Example:\n  labelwatch replay --labels instances.json --predictions yolo=detections.json --save-calibration "
      "calibration.json\n  labelwatch learnt --calibration calibration.json");
  command.callback([arguments, &exit_code] { exit_code = Learnt(*arguments); });
}

}  // namespace labelwatch
