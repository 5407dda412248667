// What hostile shapes cost: limits in steps, so that no test looks at a clock.
#include <gtest/gtest.h>

#include "detectors/matching/shape_overlap.h"
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

}  // namespace
}  // namespace labelwatch
