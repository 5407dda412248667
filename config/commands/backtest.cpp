#include "consumers/backtest/backtest.h"

#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "config/commands/commands.h"
#include "config/commands/console.h"
#include "config/values.h"
#include "consumers/alarm_text.h"
#include "consumers/backtest/backtest_text.h"

namespace labelwatch {
namespace {

struct BacktestArguments {
  std::string tallies, alarms, plot;
  RateOptions rates;
  std::string period = std::string(InfoOf(AlarmBudget().period).word), tick = PrintDuration(RateOptions().tick_ms);
  bool json = false;
};

Result<RateOptions> RatesFor(const BacktestArguments& arguments, const AlarmBudget& budget) {
  constexpr std::int64_t kDayMs = 24LL * 3600 * 1000, kLongestMs = 366 * kDayMs;
  const auto tick = ReadDuration(arguments.tick);
  if (!tick) return BadInput("--tick: " + tick.error());
  if (*tick < 1000 || *tick > kLongestMs) return BadInput("--tick " + arguments.tick + ": must be from 1s to 366d");
  RateOptions rates = arguments.rates;
  rates.tick_ms = *tick;
  rates.budget_ms = InfoOf(budget.period).days * kDayMs;
  return rates;
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
  for (const auto& [option, path] : {std::pair("--alarms ", arguments.alarms), std::pair("--plot ", arguments.plot)}) {
    if (same(path, arguments.tallies)) return BadInput(option + path + ": is the file of the tallies");
    if (fs::is_directory(path, error)) return BadInput(option + path + ": is a folder; name a file");
  }
  if (same(arguments.alarms, arguments.plot)) return BadInput("--plot " + arguments.plot + ": is the file of --alarms");
  return {};
}

void PrintProblems(const Problems& problems) {
  for (const std::string& problem : problems.Sentences()) std::cerr << "labelwatch: left out: " << problem << "\n";
  if (problems.LeftOutCount() > Problems::kKept) {
    std::cerr << "labelwatch: " << problems.LeftOutCount() << " rows were left out; the first are named above\n";
  }
}

Result<void> WriteOutputs(const BacktestArguments& arguments, const Backtest& backtest, const BacktestInput& input) {
  if (!arguments.alarms.empty()) {
    std::string lines;
    for (const AlarmEvent& event : backtest.Alarms()) lines += AlarmJson(event, LabelTimes()) + "\n";
    if (auto written = WriteFile(arguments.alarms, lines); !written) return written;
  }
  return arguments.plot.empty() ? Result<void>() : WriteFile(arguments.plot, BacktestPage(backtest, input));
}

int RunBacktest(const BacktestArguments& arguments) {
  AlarmBudget budget{arguments.rates.false_alarms};
  for (std::size_t i = 0; i < kBudgetPeriods.size(); ++i) {
    if (kBudgetPeriods[i].word == arguments.period) budget.period = static_cast<BudgetPeriod>(i);
  }
  const auto rates = RatesFor(arguments, budget);
  if (!rates) return Fail(rates.error());
  if (auto fit = CheckOutputs(arguments); !fit) return Fail(fit.error());

  const auto rows = CountRows::Open(arguments.tallies);
  if (!rows) return Fail(rows.error());
  Backtest backtest(*rates);
  Progress progress = ShowProgress("backtest");
  CountRow row;
  Result<bool> more = true;
  while ((more = (*rows)->Next(row)) && *more) {
    backtest.Add(row);
    if ((*rows)->Read() % 4096 == 0) progress.Show((*rows)->Read(), 0, MonotonicMs());
  }
  PrintProblems((*rows)->Problems());
  if (!more) return Fail(more.error());
  backtest.Finish();

  const BacktestInput input{std::filesystem::path(arguments.tallies).filename().string(), (*rows)->Read(),
                            (*rows)->Problems().LeftOutCount(), budget};
  if (auto written = WriteOutputs(arguments, backtest, input); !written) return Fail(written.error());
  std::cout << (arguments.json ? BacktestJson(backtest, input) : BacktestText(backtest, input)) << std::flush;
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
                  "CSV time,dimension,value,kind,frames,flagged (may have sequence,models); gzip too")
      ->required()
      ->type_name("FILE");
  command.add_option("--alarms", arguments->alarms, "write every alarm, one JSON object a line")
      ->type_name("OUT.jsonl");
  command.add_option("--plot", arguments->plot, "write a page that draws each series with an alarm")
      ->type_name("OUT.html");
  command
      .add_option("--false-alarms", arguments->rates.false_alarms,
                  "at most so many false alarms are expected in a period, of all series together")
      ->check(CLI::Range(1e-6, 1e6))
      ->capture_default_str()
      ->type_name("N");
  command.add_option("--budget-period", arguments->period, "that period")
      ->check(CLI::IsMember(PeriodWords()))
      ->capture_default_str();
  command.add_option("--tick", arguments->tick, "evidence is weighed once in such a time: 1m, 1h, 1d")
      ->capture_default_str()
      ->type_name("DURATION");
  command
      .add_option("--baseline-frames", arguments->rates.baseline_frames,
                  "frames of a series from which its baseline, what is usual, is learnt")
      ->check(CLI::Range(1.0, 1e12))
      ->capture_default_str()
      ->type_name("N");
  command.add_flag("--json", arguments->json, "print the summary as JSON, without the alarms");
  command.footer(
      "Examples:\n"
      "  labelwatch backtest --tallies counts.csv --alarms alarms.jsonl --plot alarms.html\n"
      "  labelwatch backtest --tallies counts.csv.gz --false-alarms 1 --budget-period month\n"
      "  labelwatch backtest --tallies days.csv --tick 1d --baseline-frames 500\n"
      "A row says of how many frames with the value how many were flagged:\n"
      "  time,dimension,value,kind,frames,flagged\n"
      "  2026-03-01T09:00:00Z,annotator,bob,wrong_class,40,3\n"
      "  2026-03-01T09:00:00Z,overall,,wrong_class,400,9");
  command.callback([arguments, &exit_code] { exit_code = RunBacktest(*arguments); });
}

}  // namespace labelwatch
