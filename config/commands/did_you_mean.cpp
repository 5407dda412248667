#include "config/commands/did_you_mean.h"

#include <string_view>
#include <vector>

#include "config/nearest_name.h"

namespace labelwatch {
namespace {

// The command that was reached: `labelwatch rates show --x` ends in `show`.
const CLI::App& Reached(const CLI::App& app) {
  const CLI::App* reached = &app;
  while (!reached->get_subcommands().empty()) reached = reached->get_subcommands().back();
  return *reached;
}

}  // namespace

std::string DidYouMean(const CLI::App& app) {
  const CLI::App& reached = Reached(app);
  for (const std::string& unknown : app.remaining(true)) {
    const std::string typed = unknown.substr(0, unknown.find('='));
    std::vector<std::string> names;
    if (typed.starts_with("-")) {
      for (const CLI::Option* option : reached.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
      }
    } else {
      for (const CLI::App* command : reached.get_subcommands(nullptr)) names.push_back(command->get_name());
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    if (const std::string_view meant = NearestName(typed, views); !meant.empty()) {
      return "labelwatch: '" + typed + "' is unknown; did you mean '" + std::string(meant) + "'?";
    }
  }
  return {};
}

}  // namespace labelwatch
