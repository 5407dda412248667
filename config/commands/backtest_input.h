#pragma once
// Where a backtest gets its counts from: a file of rows or of tallies, or the topic of tallies.

#include "config/commands/backtest_arguments.h"
#include "consumers/backtest/backtest_text.h"
#include "consumers/kafka/options.h"

namespace labelwatch {

// Everything is read; Backtest::Finish is for the caller. Fills in what the input was.
Result<Backtest> BacktestFile(const BacktestArguments& arguments, const RateOptions& rates, BacktestInput& input);
Result<Backtest> BacktestTopic(const BacktestArguments& arguments, const KafkaOptions& kafka, const RateOptions& rates,
                               BacktestInput& input);

}  // namespace labelwatch
