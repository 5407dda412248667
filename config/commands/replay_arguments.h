#pragma once
// What `labelwatch replay` is asked for.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "config/commands/input_arguments.h"
#include "consumers/labeling/finding_filter.h"
#include "consumers/report/report.h"

namespace labelwatch {

struct ReplayArguments {
  InputArguments input;
  std::string config, findings, alarms, requests, tallies, metrics, serve, staged, ontology;
  std::vector<std::string> verdicts;
  std::string calibration, save_calibration, baselines, save_baselines;
  ReportOptions report;
  FindingFilter filter;  // of the table
  std::size_t top = 10;
  std::optional<double> flag_per_1000;  // none: as configured
  int passes = 1;
  double rate = 0;  // frames per second; 0: as fast as it goes
  bool json = false;

  void AddTo(CLI::App& command);  // as options; must outlive the parsing
};

}  // namespace labelwatch
