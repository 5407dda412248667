#pragma once
// The program: all commands under one name, and what holds for every one of them.

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace labelwatch {

// Adds every command to `app`, with the version and what is said below the help. `exit_code` as in commands.h.
void AddCommands(CLI::App& app, int& exit_code);

// Runs what `arguments` (without the program's name, in the order typed) ask for and returns the exit code. Wrong usage
// is said on standard error, with what was most likely meant. Throws what a command throws.
int RunProgram(std::vector<std::string> arguments);

}  // namespace labelwatch
