#pragma once
// What `labelwatch replay` is asked for.

#include <optional>
#include <string>

#include "config/commands/input_arguments.h"
#include "consumers/report/report.h"

namespace labelwatch {

struct ReplayArguments {
  InputArguments input;
  std::string config, findings, alarms, metrics, serve, calibration, save_calibration, staged, ontology;
  ReportOptions report;
  std::size_t top = 10;
  std::optional<double> flag_per_1000;  // none: as configured
  int passes = 1;
  double rate = 0;  // frames per second; 0: as fast as it goes
  bool json = false;
};

}  // namespace labelwatch
