#pragma once
// What a backtest found: in words, as JSON, and drawn.

#include <cstdint>
#include <string>

#include "consumers/backtest/backtest.h"
#include "detectors/rates/alarm_budget.h"

namespace labelwatch {

struct BacktestInput {
  std::string name;  // of the file
  std::uint64_t rows = 0, left_out = 0;
  AlarmBudget budget;
};

// What was read, the budget, a sentence for each alarm, the worst series.
std::string BacktestText(const Backtest& backtest, const BacktestInput& input);
// The same in numbers, without the alarms: one JSON object on one line.
std::string BacktestJson(const Backtest& backtest, const BacktestInput& input);
// Each series with an alarm, those with the most evidence first.
std::string BacktestPage(const Backtest& backtest, const BacktestInput& input);

inline constexpr std::size_t kSeriesDrawn = 30;  // at most

}  // namespace labelwatch
