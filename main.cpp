// labelwatch: the commands, one file each in config/commands.

#include <exception>
#include <iostream>

#include "config/commands/commands.h"

namespace labelwatch {
namespace {

int Main(int argc, char** argv) {
  CLI::App app{"labelwatch: judges the labels of a computer-vision stream while they are produced"};
  app.set_version_flag("--version", "labelwatch " LABELWATCH_VERSION);
  app.require_subcommand(1);
  app.footer(
      "Each command has its own --help with examples. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.");

  int exit_code = kExitDone;
  for (const auto add : {AddRun, AddReplay, AddBacktest, AddRates, AddPublish, AddTop, AddLearnt, AddConvert, AddExport,
                         AddOntology, AddCheckConfig}) {
    add(app, exit_code);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  return exit_code;
}

}  // namespace
}  // namespace labelwatch

int main(int argc, char** argv) {
  try {
    return labelwatch::Main(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "labelwatch: " << error.what() << "\n";
    return 1;
  }
}
