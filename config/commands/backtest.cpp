#include "consumers/backtest/backtest.h"

#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "config/commands/backtest_input.h"
#include "config/commands/baselines_file.h"
#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/values.h"
#include "consumers/alarm_text.h"
#include "consumers/backtest/backtest_text.h"
#include "detectors/rates/alarm_budget.h"

namespace labelwatch {
namespace {

constexpr std::int64_t kDayMs = 24LL * 3600 * 1000;

// Options of the command line go before those of the configuration.
Result<RateOptions> RatesFor(const BacktestArguments& arguments, RateOptions rates) {
  if (!arguments.tick.empty()) {
    const auto tick = ReadDuration(arguments.tick);
    if (!tick) return BadInput("--tick: " + tick.error());
    if (*tick < 1000 || *tick > 366 * kDayMs) return BadInput("--tick " + arguments.tick + ": must be from 1s to 366d");
    rates.tick_ms = *tick;
  }
  for (const BudgetPeriodInfo& period : kBudgetPeriods) {
    if (period.word == arguments.period) rates.budget_ms = period.days * kDayMs;
  }
  rates.false_alarms = arguments.false_alarms.value_or(rates.false_alarms);
  if (arguments.baseline_frames) rates.baseline_frames = static_cast<std::uint64_t>(*arguments.baseline_frames);
  return rates;
}

// "week", "36h".
std::string PeriodText(std::int64_t budget_ms) {
  for (const BudgetPeriodInfo& period : kBudgetPeriods) {
    if (period.days * kDayMs == budget_ms) return std::string(period.word);
  }
  return PrintDuration(budget_ms);
}

// Nothing that is read or written may be written a second time.
Result<void> CheckOutputs(const BacktestArguments& arguments) {
  namespace fs = std::filesystem;
  std::error_code error;
  const auto same = [&](const std::string& a, const std::string& b) {
    return !a.empty() && !b.empty() &&
           (fs::path(a).lexically_normal() == fs::path(b).lexically_normal() ||
            (fs::is_regular_file(a, error) && fs::equivalent(a, b, error)));
  };
  for (const auto& [option, path] : {std::pair("--alarms ", arguments.alarms),
                                     {"--plot ", arguments.plot},
                                     {"--save-baselines ", arguments.save_baselines}}) {
    if (same(path, arguments.tallies)) return BadInput(option + path + ": is the file of the tallies");
    if (fs::is_directory(path, error)) return BadInput(option + path + ": is a folder; name a file");
  }
  if (same(arguments.alarms, arguments.plot)) return BadInput("--plot " + arguments.plot + ": is the file of --alarms");
  for (const std::string& path : {arguments.alarms, arguments.plot}) {
    if (same(path, arguments.save_baselines))
      return BadInput("--save-baselines " + path + ": is another file that is written");
  }
  return {};
}

Result<void> WriteOutputs(const BacktestArguments& arguments, const Backtest& backtest, const BacktestInput& input) {
  if (!arguments.alarms.empty()) {
    std::string lines;
    for (const AlarmEvent& event : backtest.Alarms()) lines += AlarmJson(event, input.times) + "\n";
    if (auto written = WriteFile(arguments.alarms, lines); !written) return written;
  }
  if (!arguments.save_baselines.empty()) {
    const SavedBaselines saved = BaselinesOf(backtest.Stage(), backtest.Options(), input.times.order);
    if (auto written = WriteBaselines(arguments.save_baselines, saved); !written) return written;
  }
  return arguments.plot.empty() ? Result<void>() : WriteFile(arguments.plot, BacktestPage(backtest, input));
}

int RunBacktest(const BacktestArguments& arguments) {
  const auto config = ReadConfig(arguments.config);
  if (!config) return kExitUsage;
  const auto rates = RatesFor(arguments, config->task.rates);
  if (!rates) return Fail(rates.error());
  if (auto fit = CheckOutputs(arguments); !fit) return Fail(fit.error());
  BacktestInput input;
  auto backtest = arguments.tallies.empty() ? BacktestTopic(arguments, config->kafka, *rates, input)
                                            : BacktestFile(arguments, *rates, input);
  if (!backtest) return Fail(backtest.error());
  backtest->Finish();
  input.false_alarms = rates->false_alarms;
  input.period = PeriodText(rates->budget_ms);
  if (auto written = WriteOutputs(arguments, *backtest, input); !written) return Fail(written.error());
  std::cout << (arguments.json ? BacktestJson(*backtest, input) : BacktestText(*backtest, input)) << std::flush;
  return kExitDone;
}

std::vector<std::string> PeriodWords() {
  std::vector<std::string> words;
  words.reserve(kBudgetPeriods.size());
  for (const BudgetPeriodInfo& period : kBudgetPeriods) words.emplace_back(period.word);
  return words;
}

}  // namespace

void AddBacktest(CLI::App& app, int& exit_code) {
  const auto arguments = std::make_shared<BacktestArguments>();  // lives as long as the callback
  CLI::App& command =
      *app.add_subcommand("backtest", "which alarms would have been raised over recorded counts, and when");
  command
      .add_option("--tallies", arguments->tallies,
                  "CSV time,dimension,value,kind,frames,flagged (may have sequence,models), or tallies that replay "
                  "recorded; gzip too")
      ->type_name("FILE");
  command
      .add_option("--config", arguments->config,
                  "the options of rates; without --tallies the topic of tallies that this configuration names is read")
      ->type_name("FILE");
  command.add_option("--alarms", arguments->alarms, "write every alarm, one JSON object a line")
      ->type_name("OUT.jsonl");
  command.add_option("--plot", arguments->plot, "write a page that draws each series with an alarm")
      ->type_name("OUT.html");
  command.add_option("--baselines", arguments->baselines, "hold series to saved baselines, from the first count on")
      ->type_name("FILE");
  command.add_option("--save-baselines", arguments->save_baselines, "save what was learnt to be usual")
      ->type_name("FILE");
  const RateOptions defaults;
  command
      .add_option("--false-alarms", arguments->false_alarms,
                  "at most so many false alarms are expected in a period, of all series together")
      ->check(CLI::Range(1e-6, 1e6))
      ->default_str("1")
      ->type_name("N");
  command.add_option("--budget-period", arguments->period, "that period")
      ->check(CLI::IsMember(PeriodWords()))
      ->default_str(PeriodText(defaults.budget_ms));
  command.add_option("--tick", arguments->tick, "evidence is weighed once in such a time: 1m, 1h, 1d")
      ->default_str(PrintDuration(defaults.tick_ms))
      ->type_name("DURATION");
  command
      .add_option("--baseline-frames", arguments->baseline_frames,
                  "frames of a series from which its baseline, what is usual, is learnt")
      ->check(CLI::Range(1.0, 1e12))
      ->default_str(std::to_string(defaults.baseline_frames))
      ->type_name("N");
  command.add_flag("--json", arguments->json, "print the summary as JSON, without the alarms");
  command.footer(
      "Examples:\n"
      "  labelwatch backtest --tallies counts.csv --alarms alarms.jsonl --plot alarms.html\n"
      "  labelwatch backtest --tallies counts.csv.gz --false-alarms 1 --budget-period month\n"
      "  labelwatch backtest --tallies days.csv --tick 1d --baseline-frames 500\n"
      "  labelwatch backtest --tallies replay.tallies --false-alarms 0.1\n"
      "  labelwatch backtest --config labelwatch.yaml --false-alarms 1 --budget-period month\n"
      "A row says of how many frames with the value how many were flagged:\n"
      "  time,dimension,value,kind,frames,flagged\n"
      "  2026-03-01T09:00:00Z,annotator,bob,wrong_class,40,3\n"
      "  2026-03-01T09:00:00Z,overall,,wrong_class,400,9");
  command.callback([arguments, &exit_code] {
    if (arguments->tallies.empty() && arguments->config.empty()) throw CLI::RequiredError("--tallies or --config");
    exit_code = RunBacktest(*arguments);
  });
}

}  // namespace labelwatch
