#include "config/commands/program.h"

#include <algorithm>
#include <iostream>

#include "config/commands/commands.h"
#include "config/commands/did_you_mean.h"
#include "schema/protobuf_log.h"

namespace labelwatch {

void AddCommands(CLI::App& app, int& exit_code) {
  app.description("labelwatch: judges the labels of a computer-vision stream while they are produced");
  app.name("labelwatch");
  app.set_version_flag("-V,--version", "labelwatch " LABELWATCH_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Each command has its own --help with examples. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, "
      "130 and 143: stopped by Ctrl-C or SIGTERM, with what there was finished.");
  for (const auto add : {AddRun, AddReplay, AddBacktest, AddRates, AddPublish, AddTop, AddLearnt, AddConvert, AddExport,
                         AddBridge, AddOntology, AddCheckConfig, AddHelp, AddCompletion}) {
    add(app, exit_code);
  }
}

int RunProgram(std::vector<std::string> arguments) {
  SilenceProtobuf();
  CLI::App app;
  int exit_code = kExitDone;
  AddCommands(app, exit_code);
  std::ranges::reverse(arguments);  // as CLI11 wants them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    const std::string meant = error.get_exit_code() == 0 ? "" : DidYouMean(app);
    if (!meant.empty()) std::cerr << meant << "\n";
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  return exit_code;
}

}  // namespace labelwatch
