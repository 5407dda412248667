#include "config/commands/manual.h"

#include <sstream>

namespace labelwatch {
namespace {

// Text as it stands: a backslash is roff's own sign, as is a dot or an apostrophe that begins a line.
std::string Plain(const std::string& text) {
  std::string plain;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('.') || line.starts_with('\'')) plain += "\\&";
    for (const char sign : line) {
      if (sign == '-')
        plain += "\\-";  // a hyphen that can be copied into a shell
      else if (sign == '\\')
        plain += "\\e";
      else
        plain += sign;
    }
    plain += "\n";
  }
  return plain;
}

void AddCommand(const CLI::App& command, const std::string& before, std::string& page) {
  page += ".SS \"" + Plain(before + " " + command.get_name());
  page.back() = '"';  // where the line ended
  page += "\n.nf\n" + Plain(command.help(before)) + ".fi\n";
  for (const CLI::App* below : command.get_subcommands(nullptr)) {
    AddCommand(*below, before + " " + command.get_name(), page);
  }
}

}  // namespace

std::string ManualPage(const CLI::App& app) {
  std::string page = ".TH LABELWATCH 1 \"\" \"labelwatch " LABELWATCH_VERSION "\"\n.SH NAME\n" +
                     Plain("labelwatch - judges the labels of a computer-vision stream while they are produced") +
                     ".SH SYNOPSIS\n.B labelwatch\nCOMMAND [OPTION ...]\n.SH COMMANDS\n";
  for (const CLI::App* command : app.get_subcommands(nullptr)) AddCommand(*command, app.get_name(), page);
  return page + ".SH EXIT STATUS\n" +
         Plain("0 done, 1 failed, 2 wrong usage or configuration, 130 and 143 stopped by Ctrl-C or SIGTERM.");
}

}  // namespace labelwatch
