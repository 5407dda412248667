// What holds for the program as a whole: what was meant, help, the manual page, completion.

#include "config/commands/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <memory>

#include "config/commands/commands.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Ran {
  int exit_code;
  std::string out, err;
};

Ran Typed(std::vector<std::string> arguments) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int exit_code = RunProgram(std::move(arguments));
  return {exit_code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

// What a shell prints for `script`.
std::string Shell(const std::string& script) {
  const TemporaryFolder folder;
  const std::string path = folder.Write("script.bash", script);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(("bash " + path).c_str(), "r"), pclose);
  std::string printed;
  std::array<char, 4096> block{};
  while (const std::size_t read = std::fread(block.data(), 1, block.size(), pipe.get())) {
    printed.append(block.data(), read);
  }
  return printed;
}

TEST(ProgramTest, AMisspeltCommandIsToldWhatWasMeant) {
  const Ran ran = Typed({"replya", "--labels", "x.json"});
  EXPECT_EQ(ran.exit_code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("'replya' is unknown; did you mean 'replay'?"));
}

TEST(ProgramTest, AMisspeltOptionIsToldWhatWasMeant) {
  EXPECT_THAT(Typed({"replay", "--label", "x.json"}).err, HasSubstr("'--label' is unknown; did you mean '--labels'?"));
  EXPECT_THAT(Typed({"replay", "--labesl=x.json"}).err, HasSubstr("'--labesl' is unknown; did you mean '--labels'?"));
  EXPECT_THAT(Typed({"rates", "renw"}).err, HasSubstr("did you mean 'renew'?"));
}

TEST(ProgramTest, WhatResemblesNothingIsNotGuessed) {
  const Ran ran = Typed({"xyzzy"});
  EXPECT_EQ(ran.exit_code, kExitUsage);
  EXPECT_THAT(ran.err, Not(HasSubstr("did you mean")));
}

TEST(ProgramTest, BothVersionFlags) {
  for (const char* flag : {"-V", "--version"}) {
    const Ran ran = Typed({flag});
    EXPECT_EQ(ran.exit_code, kExitDone);
    EXPECT_EQ(ran.out, "labelwatch " LABELWATCH_VERSION "\n");
  }
}

TEST(ProgramTest, HelpOfACommandIsWhatTheCommandSays) {
  EXPECT_EQ(Typed({"help", "replay"}).out, Typed({"replay", "--help"}).out);
  EXPECT_EQ(Typed({"help", "rates", "renew"}).out, Typed({"rates", "renew", "--help"}).out);
  EXPECT_EQ(Typed({"help"}).out, Typed({"--help"}).out);
}

TEST(ProgramTest, HelpOfNoCommandSaysSo) {
  const Ran ran = Typed({"help", "rates", "nothing"});
  EXPECT_EQ(ran.exit_code, kExitUsage);
  EXPECT_THAT(ran.err, HasSubstr("labelwatch rates has no command 'nothing'"));
}

TEST(ProgramTest, TheManualPageHoldsEveryCommandAndItsOptions) {
  const Ran ran = Typed({"help", "--man"});
  EXPECT_THAT(ran.out, testing::StartsWith(".TH LABELWATCH 1"));
  for (const char* command : {"run", "replay", "rates", "rates renew", "check\\-config"}) {
    EXPECT_THAT(ran.out, HasSubstr(".SS \"labelwatch " + std::string(command) + "\"\n"));
  }
  EXPECT_THAT(ran.out, HasSubstr("\\-\\-labels"));
}

// Asks bash itself.
TEST(ProgramTest, BashCompletesCommandsAndOptions) {
  const std::string completion = Typed({"completion"}).out;
  const auto completed = [&](const std::string& words, int place) {
    return Shell(completion + "COMP_WORDS=(" + words + ")\nCOMP_CWORD=" + std::to_string(place) +
                 "\n_labelwatch\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
  };
  EXPECT_EQ(completed("labelwatch repl", 1), "replay\n");
  EXPECT_EQ(completed("labelwatch rates ren", 2), "renew\n");
  EXPECT_THAT(completed("labelwatch replay --labels x --pred", 4), HasSubstr("--predictions\n"));
  EXPECT_EQ(completed("labelwatch replay --labels some.js", 3), "\n");  // bash then offers files
}

}  // namespace
}  // namespace labelwatch
