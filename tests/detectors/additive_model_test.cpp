// Samples and scores keep within their arrays, whatever a calibration that was learned elsewhere holds.

#include "detectors/labels/additive_model.h"

#include <gtest/gtest.h>

#include <limits>

#include "detectors/labels/start_weights.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

TEST(SampleTest, PositionsBeyondItsLimitAreLeftOut) {
  Sample sample(StartCalibration().kinds[0]);
  for (std::size_t i = 0; i < 2 * Sample::kMostPositions; ++i) sample.Add(2, 0);
  EXPECT_EQ(sample.Positions().size(), Sample::kMostPositions);
}

TEST(ScoreCellTest, EveryNumberHasACell) {
  EXPECT_EQ(ScoreCell(-7.5F), 0U);
  EXPECT_EQ(ScoreCell(0), 30U);
  EXPECT_EQ(ScoreCell(1000), kScoreCells - 1);
  EXPECT_EQ(ScoreCell(std::numeric_limits<float>::infinity()), kScoreCells - 1);
  EXPECT_EQ(ScoreCell(std::numeric_limits<float>::quiet_NaN()), 0U);
}

TEST(ShortCalibrationTest, AModelWhoseWeightsAreNotAllThereIsJudgedWithTheStartWeights) {
  NameTable classes(20);
  FrameBuilder frame(classes);
  frame.Label("car", {10, 10, 60, 60})
      .Prediction("car", {10, 10, 60, 50}, 0.9)
      .Prediction("car", {90, 90, 140, 140}, 0.8);
  auto model = std::make_shared<ModelCalibration>();
  model->model = "yolo";
  model->kinds[0].weights = {1, 2, 3};
  Calibration calibration;
  calibration.models = {model};
  for (const Kind kind : kLearnedKinds) {
    const auto usual = FindingsOf(frame, classes, kind), found = FindingsOf(frame, classes, kind, calibration);
    ASSERT_EQ(found.size(), usual.size());
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_EQ(found[i].score, usual[i].score);
  }
}

}  // namespace
}  // namespace labelwatch
