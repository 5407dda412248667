#pragma once
// What `labelwatch backtest` is asked for.

#include <optional>
#include <string>

namespace labelwatch {

struct BacktestArguments {
  std::string tallies, config, alarms, plot, baselines, save_baselines;
  // Nothing: as configured.
  std::optional<double> false_alarms, baseline_frames;
  std::string period, tick;  // empty: as configured
  bool json = false;
};

}  // namespace labelwatch
