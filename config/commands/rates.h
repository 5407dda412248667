#pragma once
// The commands below `labelwatch rates`, a file each.

#include <CLI/CLI.hpp>

namespace labelwatch {

void AddRatesShow(CLI::App& rates, int& exit_code);
void AddRatesRenew(CLI::App& rates, int& exit_code);
void AddRatesBudget(CLI::App& rates, int& exit_code);
void AddRatesSilence(CLI::App& rates, int& exit_code);

}  // namespace labelwatch
