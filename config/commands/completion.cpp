#include <iostream>
#include <string>

#include "config/commands/commands.h"

namespace labelwatch {
namespace {

// What may follow a command: the commands below it and its long options.
std::string Words(const CLI::App& command) {
  std::string words;
  for (const CLI::App* below : command.get_subcommands(nullptr)) words += " " + below->get_name();
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) words += " --" + name;
  }
  return words;
}

// One branch per command that has been typed so far, `typed`; each word of it begins with a space.
void AddBranches(const CLI::App& command, const std::string& typed, std::string& branches) {
  branches += "    '" + typed + "') words='" + Words(command) + "' ;;\n";
  for (const CLI::App* below : command.get_subcommands(nullptr)) {
    AddBranches(*below, typed + " " + below->get_name(), branches);
  }
}

void AddNames(const CLI::App& command, const std::string& typed, std::string& names) {
  for (const CLI::App* below : command.get_subcommands(nullptr)) {
    const std::string name = typed + " " + below->get_name();
    names += (names.empty() ? "'" : "|'") + name + "'";
    AddNames(*below, name, names);
  }
}

// Where no word fits, bash offers files: most options take one.
std::string BashCompletion(const CLI::App& app) {
  std::string names, branches;
  AddNames(app, "", names);
  AddBranches(app, "", branches);
  return "# bash completion of labelwatch " LABELWATCH_VERSION
         "\n"
         "_labelwatch() {\n"
         "  local typed= words= word\n"
         "  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
         "    case \"$typed $word\" in\n"
         "    " +
         names +
         ") typed+=\" $word\" ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$typed\" in\n" +
         branches +
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\")\n"
         "}\n"
         "complete -o default -F _labelwatch labelwatch\n";
}

}  // namespace

void AddCompletion(CLI::App& app, int&) {
  CLI::App& command = *app.add_subcommand("completion", "what makes bash complete commands and options");
  command.footer(
      "Examples:\n  source <(labelwatch completion)\n"
      "  labelwatch completion > ~/.local/share/bash-completion/completions/labelwatch");
  command.callback([&app] { std::cout << BashCompletion(app); });
}

}  // namespace labelwatch
