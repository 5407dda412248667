#pragma once
// A command as it is typed, in this process.
//
//   const Typed typed = Type({AddReplay}, {"replay", "--labels", path});

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "config/commands/commands.h"

namespace labelwatch {

struct Typed {
  int exit_code = 0;
  std::string out, err;  // what was printed
};

inline Typed Type(std::initializer_list<void (*)(CLI::App&, int&)> commands, std::vector<std::string> arguments) {
  CLI::App app;
  Typed typed;
  for (const auto add : commands) add(app, typed.exit_code);
  std::ranges::reverse(arguments);  // as CLI11 wants them
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    typed.exit_code = app.exit(error) == 0 ? kExitDone : kExitUsage;
  }
  typed.out = testing::internal::GetCapturedStdout();
  typed.err = testing::internal::GetCapturedStderr();
  return typed;
}

}  // namespace labelwatch
