#pragma once
// What a backtest found: in words, as JSON, and drawn.

#include <cstdint>
#include <string>

#include "consumers/backtest/backtest.h"
#include "consumers/label_times.h"

namespace labelwatch {

struct BacktestInput {
  std::string name;           // of the file or topic
  std::string piece = "row";  // what it is made of
  std::uint64_t read = 0, left_out = 0;
  double false_alarms = 1;
  std::string period = "week";  // in which so many are allowed; where label times are an order, in the whole stream
  LabelTimes times = {};
};

// What was read, the budget, a sentence for each alarm, the worst series.
std::string BacktestText(const Backtest& backtest, const BacktestInput& input);
// The same in numbers, without the alarms: one JSON object on one line.
std::string BacktestJson(const Backtest& backtest, const BacktestInput& input);
// Each series with an alarm, those with the most evidence first.
std::string BacktestPage(const Backtest& backtest, const BacktestInput& input);

inline constexpr std::size_t kSeriesDrawn = 30;  // at most

}  // namespace labelwatch
