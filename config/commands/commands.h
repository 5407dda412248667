#pragma once
// The commands of the program. Each file beside this adds one: its options, its help with examples, and what is wired
// for it; nothing is judged here.

#include <CLI/CLI.hpp>

namespace labelwatch {

inline constexpr int kExitDone = 0, kExitFailed = 1, kExitUsage = 2;  // exit codes; 128 and more: a signal

// Adds the command to `app`; when it has run, `exit_code` says how it ended. Both must outlive the parsing.
void AddRun(CLI::App& app, int& exit_code);
void AddReplay(CLI::App& app, int& exit_code);
void AddBacktest(CLI::App& app, int& exit_code);
void AddRates(CLI::App& app, int& exit_code);
void AddPublish(CLI::App& app, int& exit_code);
void AddTop(CLI::App& app, int& exit_code);
void AddLearnt(CLI::App& app, int& exit_code);
void AddConvert(CLI::App& app, int& exit_code);
void AddExport(CLI::App& app, int& exit_code);
void AddBridge(CLI::App& app, int& exit_code);
void AddOntology(CLI::App& app, int& exit_code);
void AddCheckConfig(CLI::App& app, int& exit_code);
void AddHelp(CLI::App& app, int& exit_code);
void AddCompletion(CLI::App& app, int& exit_code);

}  // namespace labelwatch
