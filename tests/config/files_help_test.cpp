// The help of the commands that read and write files names every format of the list.

#include <gtest/gtest.h>

#include "config/commands/commands.h"
#include "consumers/files/formats.h"

namespace labelwatch {
namespace {

// In one line: the help is wrapped.
std::string HelpOf(void (*add)(CLI::App&, int&), const char* command) {
  CLI::App app;
  int exit_code = 0;
  add(app, exit_code);
  std::string words;
  for (const char c : app.get_subcommand(command)->help()) {
    const bool space = c == ' ' || c == '\n';
    if (!space || (!words.empty() && words.back() != ' ')) words += space ? ' ' : c;
  }
  return words;
}

TEST(FilesHelpTest, LabelsMayBeOfEachFamily) {
  const std::string help = HelpOf(AddReplay, "replay");
  for (const Format& format : Formats()) {
    if (format.read_labels == nullptr) continue;
    EXPECT_NE(help.find(format.family), std::string::npos) << format.family;
  }
}

TEST(FilesHelpTest, ConvertWritesEachFormatThatHasAWriter) {
  const std::string help = HelpOf(AddConvert, "convert");
  for (const std::string& id : WritableIds()) EXPECT_NE(help.find(id), std::string::npos) << id;
}

}  // namespace
}  // namespace labelwatch
