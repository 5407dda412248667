#pragma once
// What people see of a calibration.

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "detectors/contract/options.h"
#include "schema/calibration.h"
#include "schema/finding.h"

namespace labelwatch {

struct CalibrationStatus {
  static constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  using ByKind = std::array<double, kKinds>;  // share of labels with the error, 0..1; or kUnknown
  static constexpr ByKind NothingKnown() {
    ByKind ratios{};
    ratios.fill(kUnknown);
    return ratios;
  }

  struct OneModel {
    std::string model;
    std::uint64_t frames = 0;           // learned from
    bool settled = false;               // the weights are pinned by which findings count for rates
    ByKind estimated = NothingKnown();  // at most, by the stream itself
    // Objects that the scores rest on (older ones count less): errors that the monitor made, and real objects.
    ByKind made = NothingKnown(), real = NothingKnown();
    ByKind reference_gain = NothingKnown();           // by how much the slow copy can raise a score, log-odds
    std::shared_ptr<const ModelCalibration> learned;  // all of it; null: not given
  };
  std::uint64_t version = 0;
  ByKind assumed = NothingKnown();  // as configured
  std::vector<OneModel> models;
  std::uint64_t models_forgotten = 0;
  std::shared_ptr<const std::vector<std::string>> class_names;  // by class number; null: none
  std::shared_ptr<const FrameBudget> budget;                    // null: none is kept
};

CalibrationStatus StatusOf(const Calibration& calibration, const InspectOptions& options);

}  // namespace labelwatch
