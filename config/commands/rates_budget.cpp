#include <memory>
#include <string>

#include "config/commands/console.h"
#include "config/commands/rates.h"
#include "config/commands/rates_act.h"
#include "config/values.h"
#include "detectors/rates/options.h"

namespace labelwatch {
namespace {

struct BudgetArguments : ActArguments {
  std::string period = PrintDuration(RateOptions().budget_ms);
};

int Change(BudgetArguments& arguments) {
  const auto period = ReadDuration(arguments.period);
  if (!period) return Fail({ErrorCode::kBadInput, "--period: " + period.error()});
  arguments.request.period_ms = *period;
  return Act(arguments);
}

}  // namespace

void AddRatesBudget(CLI::App& rates, int& exit_code) {
  const auto arguments = std::make_shared<BudgetArguments>();  // lives as long as the callback
  arguments->request.act = ActKind::kBudget;
  CLI::App& command =
      *rates.add_subcommand("budget", "change how many false alarms are expected, of all series together");
  AddActOptions(command, *arguments);
  command.add_option("--false-alarms", arguments->request.false_alarms, "at most so many in the period")
      ->required()
      ->type_name("N");
  command.add_option("--period", arguments->period, "of label time")->capture_default_str()->type_name("DURATION");
  command.footer(
      "Fewer false alarms make every alarm slower. How much evidence an alarm takes follows from the frames counted so "
      "far.\nExample:\n  labelwatch rates budget --config labelwatch.yaml --false-alarms 1 --period 28d --why \"too "
      "many\"");
  command.callback([arguments, &exit_code] { exit_code = Change(*arguments); });
}

}  // namespace labelwatch
