#include "metrics/calibration_status.h"

#include <gtest/gtest.h>

#include <cmath>

#include "metrics/exporter.h"
#include "tests/metrics/scrape.h"

namespace labelwatch {
namespace {

// One model whose missing labels are estimated at 2 %; nothing is known of the other kinds.
Calibration Learned() {
  ModelCalibration model;
  model.model = "yolo@7";
  model.frames = 300;
  model.kinds[0].log_rate_bound = std::log(0.02f);
  model.kinds[0].made[3] = 250;
  model.kinds[0].reference_gain = 1.5F;
  Calibration calibration;
  calibration.version = 9;
  calibration.models.push_back(std::make_shared<const ModelCalibration>(model));
  return calibration;
}

TEST(CalibrationStatusTest, EstimatesComeFromTheStreamAssumptionsFromTheOptions) {
  InspectOptions options;
  options.rate_missing = 0.1;
  const CalibrationStatus status = StatusOf(Learned(), options);
  EXPECT_EQ(status.version, 9u);
  EXPECT_EQ(status.assumed[static_cast<std::size_t>(Kind::kMissing)], 0.1);
  ASSERT_EQ(status.models.size(), 1u);
  EXPECT_EQ(status.models[0].frames, 300u);
  EXPECT_NEAR(status.models[0].estimated[static_cast<std::size_t>(Kind::kMissing)], 0.02, 1e-6);
}

TEST(CalibrationStatusTest, ABudgetIsShownWithItsThresholdOnceThereIsOne) {
  Names names;
  Metrics metrics(names);
  Calibration calibration = Learned();
  metrics.WatchCalibration([&] { return StatusOf(calibration, {}); });
  EXPECT_FALSE(Scrape(metrics.Text()).Has("labelwatch_flag_budget_ratio"));
  FrameBudget budget;
  budget.per_1000 = 10;
  calibration.budget = std::make_shared<const FrameBudget>(budget);
  EXPECT_EQ(Scrape(metrics.Text()).Value("labelwatch_flag_budget_ratio"), 0.01);
  EXPECT_FALSE(Scrape(metrics.Text()).Has("labelwatch_flag_threshold_log_odds"));
  budget.cell = static_cast<std::uint32_t>(FrameScoreCell(1.5));
  budget.share = 0.25;
  calibration.budget = std::make_shared<const FrameBudget>(budget);
  EXPECT_EQ(Scrape(metrics.Text()).Value("labelwatch_flag_threshold_log_odds"), 1.5);
}

TEST(CalibrationStatusTest, WhatIsNotKnownIsNotShown) {
  Names names;
  Metrics metrics(names);
  const Calibration calibration = Learned();
  metrics.WatchCalibration([&] { return StatusOf(calibration, {}); });
  const Scrape scrape(metrics.Text());
  EXPECT_EQ(scrape.Value(R"(labelwatch_calibration_frames{model="yolo@7"})"), 300);
  EXPECT_TRUE(scrape.Has(R"(labelwatch_estimated_error_ratio{model="yolo@7",kind="missing"})"));
  EXPECT_FALSE(scrape.Has(R"(labelwatch_estimated_error_ratio{model="yolo@7",kind="spurious"})"));
  EXPECT_FALSE(scrape.Has(R"(labelwatch_assumed_error_ratio{kind="track"})"));
  EXPECT_EQ(scrape.Value(R"(labelwatch_learned_made_errors{model="yolo@7",kind="missing"})"), 250);
  EXPECT_EQ(scrape.Value(R"(labelwatch_learned_real_objects{model="yolo@7",kind="missing"})"), 0);
  EXPECT_EQ(scrape.Value(R"(labelwatch_reference_gain_log_odds{model="yolo@7",kind="missing"})"), 1.5);
}

}  // namespace
}  // namespace labelwatch
