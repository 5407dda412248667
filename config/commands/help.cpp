#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "config/commands/commands.h"
#include "config/commands/manual.h"
#include "config/commands/program.h"

namespace labelwatch {

void AddHelp(CLI::App& app, int& exit_code) {
  struct Arguments {
    std::vector<std::string> command;
    bool manual = false;
  };
  const auto arguments = std::make_shared<Arguments>();  // lives as long as the callback
  CLI::App& command = *app.add_subcommand("help", "the help of the program or of one command; the manual page");
  command.add_option("COMMAND", arguments->command, "whose help")->option_text(" ");
  command.add_flag("--man", arguments->manual, "the whole as a manual page, for man");
  command.footer(
      "Examples:\n  labelwatch help replay\n  labelwatch help rates renew\n  labelwatch help --man | man -l -");
  command.callback([arguments, &app, &exit_code] {
    if (arguments->manual) {
      std::cout << ManualPage(app);
      return;
    }
    CLI::App unused;  // one that has parsed nothing: else it gives the help of the command that was typed, this one
    int nothing = 0;
    AddCommands(unused, nothing);
    const CLI::App* asked = &unused;
    std::string before;
    for (const std::string& name : arguments->command) {
      before += (before.empty() ? "" : " ") + asked->get_name();
      const auto below = asked->get_subcommands(nullptr);
      const auto named = std::ranges::find(below, name, &CLI::App::get_name);
      if (named == below.end()) {
        std::cerr << "labelwatch help: " << before << " has no command '" << name << "'; see " << before
                  << " --help for those that it has\n";
        exit_code = kExitUsage;
        return;
      }
      asked = *named;
    }
    std::cout << asked->help(before);
  });
}

}  // namespace labelwatch
