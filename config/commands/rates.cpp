#include "config/commands/rates.h"

#include "config/commands/commands.h"

namespace labelwatch {

void AddRates(CLI::App& app, int& exit_code) {
  CLI::App& command = *app.add_subcommand(
      "rates", "the rates that the service follows: how they stand; renew a baseline, change the budget, silence");
  command.require_subcommand(1);
  for (const auto add : {AddRatesShow, AddRatesRenew, AddRatesBudget, AddRatesSilence}) add(command, exit_code);
}

}  // namespace labelwatch
