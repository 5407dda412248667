// What hostile shapes and huge pictures cost: limits in steps and in what is kept, so that no test looks at a clock.
#include <gtest/gtest.h>

#include <cmath>

#include "detectors/labels/scene.h"
#include "detectors/matching/boundary_distance.h"
#include "detectors/matching/shape_overlap.h"
#include "tests/detectors/frame_builder.h"
#include "tests/detectors/shape_support.h"

namespace labelwatch {
namespace {

TEST(ShapeLimitsTest, AFrameOfManyHostileShapesIsComparedUpToItsSteps) {
  Shapes shapes;
  ShapeOverlap overlap;
  overlap.Start(16'000, 16'000);
  Ring comb;  // 10 x 2 edges across 16,000 columns: 320,000 crossings
  for (int i = 0; i < 10; ++i) {
    comb.xy.insert(comb.xy.end(), {0.0, i * 1600.0, 16'000.0, i * 1600.0 + 800});
  }
  const Shape hostile = shapes.Polygon({comb});
  constexpr std::size_t kShapes = 100;
  for (std::size_t i = 0; i < kShapes; ++i) overlap.Add(hostile);
  for (std::size_t i = 0; i < kShapes; ++i) {
    for (std::size_t j = 0; j < kShapes; ++j) overlap.Compare(i, j);
  }
  // 2^26 steps draw 13 of them, at 16 steps a crossing; the rest is left out.
  EXPECT_GT(overlap.Counts().compared, 0U);
  EXPECT_LE(overlap.Counts().compared, 13U * 13U);
  EXPECT_EQ(overlap.Counts().compared + overlap.Counts().too_much, kShapes * kShapes);
  // The next model has as much work again.
  const std::uint64_t before = overlap.Counts().compared;
  overlap.KeepFirst(1);
  overlap.Compare(0, overlap.Add(hostile));
  EXPECT_EQ(overlap.Counts().compared, before + 1);
}

TEST(ShapeLimitsTest, PolygonsSmallerThanAnyPixelAreNotDividedByNothing) {
  Shapes shapes;
  ShapeOverlap overlap;
  overlap.Start(100, 100);
  const std::size_t a = overlap.Add(shapes.Rectangle({0, 10, 1e-310, 30}));
  const std::size_t b = overlap.Add(shapes.Rectangle({0, 10, 1e-310, 20}));
  EXPECT_FALSE(overlap.Compare(a, b).has_value());
  EXPECT_EQ(overlap.Counts().broken, 1U);
}

// A picture of 10^10 pixels with objects of 40 x 40.
class HugePictureTest : public testing::Test {
 protected:
  static constexpr std::uint32_t kSide = 100'000, kFirst = 60'000, kObject = 40;

  // A square from column `first` on. One count cannot pass over all that lies before it.
  Shape SquareMask(std::uint32_t first) {
    constexpr std::uint32_t kStride = 4'000'000'000;
    std::vector<std::uint32_t> counts;
    std::uint64_t background = std::uint64_t{first} * kSide + kFirst;
    for (; background > kStride; background -= kStride) counts.insert(counts.end(), {kStride, 0});
    for (std::uint32_t column = 0; column < kObject; ++column) {
      counts.insert(counts.end(), {static_cast<std::uint32_t>(background), kObject});
      background = kSide - kObject;
    }
    counts.push_back((kSide - first - kObject) * kSide + kSide - kFirst - kObject);
    return shapes_.OfMask(kSide, kSide, counts);
  }
  static Box Square(double first) { return {first, kFirst, first + kObject, kFirst + kObject}; }

  Shapes shapes_;
};

TEST_F(HugePictureTest, AMaskIsKeptAsTheRunsOfItsObject) {
  MaskRuns runs;
  ASSERT_TRUE(ReadRuns(*DecodeMask(SquareMask(kFirst).encoded), runs));
  EXPECT_EQ(runs.area, std::uint64_t{kObject} * kObject);
  EXPECT_EQ(runs.runs.size(), kObject);
  EXPECT_LE(runs.runs.capacity(), 2 * kObject);
}

TEST_F(HugePictureTest, APolygonCostsTheColumnsThatItCrossesWhateverThePicture) {
  const auto draw = [](const Box& box, std::uint64_t side, MaskRuns& mask) {
    std::uint64_t steps = ShapeOverlap::kMostStepsOfShape;
    PixelGrid grid;
    grid.width = grid.height = side;
    EXPECT_EQ(PolygonMask().Draw(std::vector{Shapes::RectangleRing(box)}, grid, steps, mask), Drawing::kDone);
    return ShapeOverlap::kMostStepsOfShape - steps;
  };
  MaskRuns huge, small, read;
  const std::uint64_t steps = draw(Square(kFirst), kSide, huge);
  EXPECT_EQ(steps, PolygonMask::kStepsOfCrossing * (4 + 2 * kObject)) << "corners, and crossings above and below";
  EXPECT_EQ(steps, draw({30, 30, 30 + kObject, 30 + kObject}, 100, small));
  EXPECT_LE(huge.runs.capacity(), 2 * kObject);
  ASSERT_TRUE(ReadRuns(*DecodeMask(SquareMask(kFirst).encoded), read));
  EXPECT_EQ(huge.runs, read.runs);
}

TEST_F(HugePictureTest, WideShapesAreDrawnIntoAGridOverBothOfThem) {
  ShapeOverlap overlap;
  overlap.Start(kSide, kSide);
  const Box all{0, 0, kSide, kSide}, part{0, 0, kSide / 3.0, kSide / 3.0};
  const auto pair = overlap.Compare(overlap.Add(shapes_.Rectangle(all)), overlap.Add(shapes_.Rectangle(part)));
  ASSERT_TRUE(pair.has_value());
  const double cell = all.Area() / static_cast<double>(ShapeOverlap::kPairColumns * ShapeOverlap::kPairRows);
  EXPECT_DOUBLE_EQ(pair->area / cell, ShapeOverlap::kPairColumns * ShapeOverlap::kPairRows)
      << "whole cells, not pixels";
  EXPECT_DOUBLE_EQ(pair->other_area / cell, std::round(pair->other_area / cell));
  EXPECT_NEAR(pair->IoU(), 1.0 / 9, 0.001);
}

TEST_F(HugePictureTest, LabelsAndPredictionsArePairedByTheirPixels) {
  NameTable classes(10);
  FrameBuilder builder(classes, kSide, kSide);
  builder.Label("car", Square(kFirst)).Prediction("car", Square(kFirst + 10), 0.9);
  builder.Labels().labels[0].shape = SquareMask(kFirst);
  builder.Predictions()[0].predictions[0].shape = SquareMask(kFirst + 10);
  const ModelCalibration calibration;
  Scene scene(InspectOptions{});
  scene.SetLabels(builder.Labels());
  scene.SetPredictions(builder.Predictions()[0], 0, calibration, nullptr);
  EXPECT_EQ(scene.ShapePairs().compared, 1U);
  EXPECT_DOUBLE_EQ(scene.LabelOverlaps().Of(0)[0].iou, 30.0 / 50);
  const auto gap = BoundaryDistance().Between(SquareMask(kFirst), SquareMask(kFirst + 10));
  ASSERT_TRUE(gap.has_value());
  EXPECT_NEAR(gap->percentile95, 10 / std::hypot(kObject, kObject), 0.01);
}

}  // namespace
}  // namespace labelwatch
