#include "detectors/matching/boundary_distance.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/detectors/shape_support.h"

namespace labelwatch {
namespace {

TEST(BoundaryDistanceTest, AShapeHasNoDistanceFromItself) {
  Shapes shapes;
  BoundaryDistance distance;
  for (const Shape& shape : {shapes.OfBox({3, 4, 50, 60}), shapes.Turned({50, 50, 20, 30, 20}),
                             shapes.Rectangle({3, 4, 50, 60}), shapes.OfMask(10, 10, {33, 4, 6, 4, 6, 4, 43})}) {
    const auto gap = distance.Between(shape, shape);
    ASSERT_TRUE(gap.has_value());
    EXPECT_NEAR(gap->mean, 0, 1e-12);
    EXPECT_NEAR(gap->percentile95, 0, 1e-12);
  }
}

TEST(BoundaryDistanceTest, ARectangleAroundAnotherIsAsFarAwayAsItsMargin) {
  Shapes shapes;
  BoundaryDistance distance;
  // 3 pixels around 30 x 40 pixels, whose diagonal is 50; only the corners are farther (3 sqrt 2).
  const auto gap = distance.Between(shapes.Rectangle({7, 7, 43, 53}), shapes.Rectangle({10, 10, 40, 50}));
  ASSERT_TRUE(gap.has_value());
  EXPECT_NEAR(gap->mean, 3.0 / 50, 0.002);
  EXPECT_LE(gap->percentile95, 3 * std::sqrt(2) / 50);
}

TEST(BoundaryDistanceTest, AMaskAndThePolygonAroundItsPixelsHaveOneOutline) {
  Shapes shapes;
  BoundaryDistance distance;
  // Columns 3 to 5, rows 2 to 5 of 10 x 10 pixels.
  const Shape mask = shapes.OfMask(10, 10, {32, 4, 6, 4, 6, 4, 44});
  const auto gap = distance.Between(mask, shapes.Rectangle({3, 2, 6, 6}));
  ASSERT_TRUE(gap.has_value());
  EXPECT_NEAR(gap->percentile95, 0, 1e-12);
  // The whole picture is one run over all columns.
  const auto whole = distance.Between(shapes.OfMask(10, 10, {0, 100}), shapes.OfBox({0, 0, 10, 10}));
  EXPECT_NEAR(whole->percentile95, 0, 1e-12);
}

TEST(BoundaryDistanceTest, AMissingLimbIsSeenInTheFarPointsAndNotInTheMean) {
  Shapes shapes;
  BoundaryDistance distance;
  const Shape body = shapes.Rectangle({0, 0, 100, 100});
  const Shape with_limb =
      shapes.Polygon({{{0, 0, 100, 0, 100, 48, 140, 48, 140, 52, 100, 52, 100, 100, 0, 100}, false}});
  const auto gap = distance.Between(body, with_limb);
  ASSERT_TRUE(gap.has_value());
  EXPECT_LT(gap->mean, 0.03);
  EXPECT_GT(gap->percentile95, 0.1);
}

TEST(BoundaryDistanceTest, ShapesWithoutOutlineHaveNoDistance) {
  Shapes shapes;
  BoundaryDistance distance;
  const Shape box = shapes.OfBox({0, 0, 10, 10});
  Shape broken = shapes.Polygon({{{0, 0, std::numeric_limits<double>::quiet_NaN(), 5, 5, 5}, false}});
  EXPECT_FALSE(distance.Between(broken, box).has_value());
  EXPECT_FALSE(distance.Between(shapes.Polygon({}), box).has_value());
  EXPECT_FALSE(distance.Between(shapes.OfMask(10, 10, {4'000'000'000U, 4'000'000'000U}), box).has_value());
  EXPECT_FALSE(distance.Between(shapes.OfMask(10, 10, {100}), box).has_value());
  EXPECT_FALSE(distance.Between(Shape{}, box).has_value());
  EXPECT_FALSE(distance.Between(box, Shape{}).has_value());
}

TEST(BoundaryDistanceTest, ManyPiecesCostAsMuchAsFewAndStayNear) {
  Shapes shapes;
  BoundaryDistance distance;
  Ring circle;
  for (int i = 0; i < 200'000; ++i) {
    const double angle = 2 * std::acos(-1) * i / 200'000;
    circle.xy.push_back(1000 + 900 * std::cos(angle));
    circle.xy.push_back(1000 + 900 * std::sin(angle));
  }
  const Shape round = shapes.Polygon({circle});
  EXPECT_LT(distance.Between(round, round)->mean, 0.001);
  // A mask of 10^9 columns and one row.
  const Shape line = shapes.OfMask(1'000'000'000, 1, {0, 1'000'000'000});
  EXPECT_NEAR(distance.Between(line, line)->mean, 0, 1e-12);
}

}  // namespace
}  // namespace labelwatch
