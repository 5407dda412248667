#include "config/commands/backtest_input.h"

#include <filesystem>

#include "config/commands/baselines_file.h"
#include "config/commands/console.h"
#include "consumers/backtest/count_source.h"
#include "consumers/file_rates.h"
#include "consumers/kafka/tally_reader.h"

namespace labelwatch {
namespace {

void PrintProblems(const Problems& problems) {
  for (const std::string& problem : problems.Sentences()) Say("left out: " + problem);
  if (problems.LeftOutCount() > Problems::kKept) {
    Say(std::to_string(problems.LeftOutCount()) + " pieces were left out; the first are named above");
  }
}

// Ready to take counts: held to the baselines that were given, if any were.
Result<Backtest> StartBacktest(const BacktestArguments& arguments, const RateOptions& rates, bool in_order) {
  Backtest backtest(rates);
  if (arguments.baselines.empty()) return backtest;
  const auto baselines = ReadBaselines(arguments.baselines, in_order);
  if (!baselines) return tl::unexpected(baselines.error());
  const auto left_out = backtest.Hold(*baselines);
  if (!left_out) return BadInput(arguments.baselines + ": " + left_out.error().message);
  if (*left_out > 0) Say(std::to_string(*left_out) + " baselines were left out: series beyond the limit");
  return backtest;
}

}  // namespace

Result<Backtest> BacktestFile(const BacktestArguments& arguments, const RateOptions& rates, BacktestInput& input) {
  const auto source = OpenCounts(arguments.tallies);
  if (!source) return tl::unexpected(source.error());
  input.name = std::filesystem::path(arguments.tallies).filename().string();
  input.piece = (*source)->Piece();
  const std::int64_t frames = (*source)->FramesInOrder();
  input.times.order = frames > 0;
  if (input.times.order && !(arguments.tick + arguments.period).empty()) {
    return BadInput(arguments.tallies +
                    " holds tallies of frames in the order of their files, without label times: --tick and "
                    "--budget-period have no meaning there; the budget is for the whole stream");
  }
  auto backtest = StartBacktest(
      arguments, input.times.order ? InOrder(static_cast<std::uint64_t>(frames), rates) : InLabelTime(rates),
      frames > 0);
  if (!backtest) return backtest;
  Progress progress = ShowProgress("backtest");
  Result<bool> more = true;
  while ((more = (*source)->Next(*backtest)) && *more) {
    if ((*source)->Read() % 4096 == 0) progress.Show((*source)->Read(), 0, MonotonicMs());
  }
  PrintProblems((*source)->Problems());
  if (!more) return tl::unexpected(more.error());
  input.read = (*source)->Read();
  input.left_out = (*source)->Problems().LeftOutCount();
  return backtest;
}

Result<Backtest> BacktestTopic(const BacktestArguments& arguments, const KafkaOptions& kafka, const RateOptions& rates,
                               BacktestInput& input) {
  input.name = "topic " + kafka.topics.tallies;
  input.piece = "message";
  auto backtest = StartBacktest(arguments, InLabelTime(rates), false);
  if (!backtest) return backtest;
  // A budget that is asked for here is tried in place of those that people set.
  const bool budget_asked = arguments.false_alarms.has_value() || !arguments.period.empty();
  const auto read = ReadTallies(kafka, {[&](const Tally& tally) { backtest->Add(tally); },
                                        [&](const RatesAct& act, std::int64_t said_ms) {
                                          if (act.act != ActKind::kBudget || !budget_asked) backtest->Add(act, said_ms);
                                        }});
  if (!read) return tl::unexpected(read.error());
  if (read->of_group == 0) {
    return BadInput("topic " + kafka.topics.tallies + " holds no tally of group " + kafka.group);
  }
  input.read = read->of_group;
  input.left_out = read->others;
  return backtest;
}

}  // namespace labelwatch
