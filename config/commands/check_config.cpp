#include <iostream>
#include <memory>
#include <string>

#include "config/commands/commands.h"
#include "config/config.h"

namespace labelwatch {
namespace {

int CheckConfig(const std::string& path, bool json) {
  const auto config = LoadConfig(path);
  if (!config) {
    (json ? std::cout : std::cerr) << (json ? RenderErrorsJson(path, config.error())
                                            : RenderErrors(path, config.error()));
    return kExitUsage;
  }
  std::cerr << RenderErrors(path, config->advice);
  std::cout << (json ? "{\"errors\":[]}\n" : path + ": fine\n");
  return kExitDone;
}

}  // namespace

void AddCheckConfig(CLI::App& app, int& exit_code) {
  const auto path = std::make_shared<std::string>();  // both live as long as the callback
  const auto json = std::make_shared<bool>(false);
  CLI::App& command =
      *app.add_subcommand("check-config", "every error of a configuration at once, with line and column");
  command.add_option("FILE", *path, "the configuration")->required();
  command.add_flag("--json", *json, "for a script");
  command.footer("Example:\n  labelwatch check-config labelwatch.yaml");
  command.callback([path, json, &exit_code] { exit_code = CheckConfig(*path, *json); });
}

}  // namespace labelwatch
