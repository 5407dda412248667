#include <iostream>
#include <limits>
#include <memory>
#include <string>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/commands/rates.h"
#include "config/commands/series_arguments.h"
#include "consumers/kafka/rates_state.h"
#include "consumers/rates_text.h"
#include "metrics/rates_json.h"

namespace labelwatch {
namespace {

struct ShowArguments {
  std::string config;
  ActRequest which;
  bool alarms = false, json = false;
};

int Show(const ShowArguments& arguments) {
  const auto config = ReadConfig(arguments.config);
  if (!config) return kExitUsage;
  const auto which = MakeSelection(arguments.which);
  if (!which) return Fail(which.error());
  const auto kept = ReadRates(config->kafka);
  if (!kept) return Fail(kept.error());
  if (kept->unreadable > 0) {
    Say(std::to_string(kept->unreadable) + " records of topic " + config->kafka.topics.rates +
        " cannot be read; was this program made before the service?");
  }
  RateOptions options = config->task.rates;
  options.max_series = std::numeric_limits<std::size_t>::max();
  RatesStage stage(options);
  if (kept->stage) stage.Restore(*kept->stage, kept->series);
  RatesStatus status = StatusOf(stage, options, options.max_series);
  std::erase_if(status.series, [&](const RatesStatus::OneSeries& series) {
    return !Selects(*which, series.name) || (arguments.alarms && !series.raised);
  });
  std::cout << (arguments.json ? RatesJson(&status) + "\n" : RatesText(status)) << std::flush;
  return kExitDone;
}

}  // namespace

void AddRatesShow(CLI::App& rates, int& exit_code) {
  const auto arguments = std::make_shared<ShowArguments>();  // lives as long as the callback
  CLI::App& command =
      *rates.add_subcommand("show", "how they stood at the last commit: rate, baseline, alarm, silence");
  command.add_option("--config", arguments->config, "configuration of the service")->required()->type_name("FILE");
  AddSeriesOptions(command, arguments->which);
  command.add_flag("--alarms", arguments->alarms, "those with an alarm only");
  command.add_flag("--json", arguments->json, "print JSON");
  command.footer(
      "Examples:\n  labelwatch rates show --config labelwatch.yaml --alarms\n  labelwatch rates show --config "
      "labelwatch.yaml --dimension annotator --value bob --json");
  command.callback([arguments, &exit_code] { exit_code = Show(*arguments); });
}

}  // namespace labelwatch
