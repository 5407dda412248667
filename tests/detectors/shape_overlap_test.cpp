#include "detectors/matching/shape_overlap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "detectors/labels/random.h"
#include "tests/detectors/shape_support.h"

namespace labelwatch {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

class ShapeOverlapTest : public testing::Test {
 protected:
  ShapeOverlapTest() { overlap_.Start(100, 100); }

  std::optional<SharedShape> Compare(const Shape& a, const Shape& b) {
    const std::size_t first = overlap_.Add(a), second = overlap_.Add(b);
    return overlap_.Compare(first, second);
  }
  bool Exact(const Shape& a, const Shape& b) {
    const std::size_t first = overlap_.Add(a), second = overlap_.Add(b);
    EXPECT_EQ(overlap_.Exact(first, second), overlap_.Exact(second, first));
    return overlap_.Exact(first, second);
  }

  Shapes shapes_;
  ShapeOverlap overlap_;
};

TEST_F(ShapeOverlapTest, MasksShareTheirPixels) {
  overlap_.Start(4, 4);
  // The left half (columns 0 and 1) and the columns 1 and 2: 4 of 12 pixels.
  const auto pair = Compare(shapes_.OfMask(4, 4, {0, 8, 8}), shapes_.OfMask(4, 4, {4, 8, 4}));
  ASSERT_TRUE(pair.has_value());
  EXPECT_EQ(pair->intersection, 4);
  EXPECT_DOUBLE_EQ(pair->IoU(), 4.0 / 12);
  EXPECT_DOUBLE_EQ(pair->ShareInside(), 0.5);
  EXPECT_EQ(overlap_.Counts().compared, 1U);
}

TEST_F(ShapeOverlapTest, MasksOfPicturesOfDifferentSizeAreNotComparedButCounted) {
  EXPECT_FALSE(Compare(shapes_.OfMask(4, 4, {0, 16}), shapes_.OfMask(4, 5, {0, 20})).has_value());
  EXPECT_EQ(overlap_.Counts(), (ShapePairCounts{0, 1, 0, 0}));
  // A polygon lies in the picture of 100 x 100 pixels.
  EXPECT_FALSE(Compare(shapes_.OfMask(4, 4, {0, 16}), shapes_.Rectangle({0, 0, 4, 4})).has_value());
  EXPECT_EQ(overlap_.Counts(), (ShapePairCounts{0, 2, 0, 0}));
}

TEST_F(ShapeOverlapTest, AMaskTellsTheSizeOfAPictureWhoseSizeIsUnknown) {
  overlap_.Start(0, 0);
  const auto pair = Compare(shapes_.OfMask(4, 4, {0, 16}), shapes_.Rectangle({0, 0, 2, 4}));
  ASSERT_TRUE(pair.has_value());
  EXPECT_DOUBLE_EQ(pair->IoU(), 0.5);
}

TEST_F(ShapeOverlapTest, AHoleTakesAway) {
  const Shape whole = shapes_.Rectangle({10, 10, 30, 30});
  const Shape ring = shapes_.Polygon(
      {Shapes::RectangleRing({10, 10, 30, 30}), Shapes::RectangleRing({15, 15, 25, 25}, /*hole=*/true)});
  const auto pair = Compare(ring, whole);
  ASSERT_TRUE(pair.has_value());
  EXPECT_EQ(pair->area, 300);
  EXPECT_EQ(pair->intersection, 300);
  EXPECT_DOUBLE_EQ(pair->IoU(), 0.75);
  // What lies in the hole is not shared.
  EXPECT_EQ(Compare(ring, shapes_.Rectangle({16, 16, 24, 24}))->intersection, 0);
}

TEST_F(ShapeOverlapTest, RingsThatOverlapCountOnce) {
  const Shape cross =
      shapes_.Polygon({Shapes::RectangleRing({10, 20, 40, 30}), Shapes::RectangleRing({20, 10, 30, 40})});
  EXPECT_EQ(Compare(cross, cross)->area, 500);  // 300 + 300 - 100
}

TEST_F(ShapeOverlapTest, APolygonThatCrossesItselfIsFilledByTurns) {
  // A bow tie: two triangles of a quarter of the square each.
  const Shape bow = shapes_.Polygon({{{10, 10, 50, 50, 50, 10, 10, 50}, false}});
  const auto pair = Compare(bow, shapes_.Rectangle({10, 10, 50, 50}));
  EXPECT_NEAR(pair->IoU(), 0.5, 0.03);
}

TEST_F(ShapeOverlapTest, TurnedBoxesAreExact) {
  // A square on its corner has four eighths outside the same square lying flat: the octagon 2 (sqrt 2 - 1) a^2.
  const Shape flat = shapes_.Turned({50, 50, 20, 20, 0}), corner = shapes_.Turned({50, 50, 20, 20, 45});
  const auto pair = Compare(flat, corner);
  const double octagon = 400 * 2 * (std::sqrt(2) - 1);
  EXPECT_NEAR(pair->intersection, octagon, 1e-9);
  EXPECT_NEAR(pair->IoU(), octagon / (800 - octagon), 1e-12);
  // A turn of 90 degrees exchanges width and height; clockwise on the screen, a turn of 30 is none of -30.
  EXPECT_NEAR(Compare(shapes_.Turned({50, 50, 20, 10, 90}), shapes_.OfBox({45, 40, 55, 60}))->IoU(), 1, 1e-12);
  EXPECT_LT(Compare(shapes_.Turned({50, 50, 20, 2, 30}), shapes_.Turned({50, 50, 20, 2, -30}))->IoU(), 0.2);
}

// The corners must turn the way in which the contract says: clockwise on the screen, y down.
TEST_F(ShapeOverlapTest, TurnsAreClockwiseOnTheScreen) {
  const Corners corners = CornersOf(RotatedBox{0, 0, 20, 2, 90});
  EXPECT_NEAR(corners[1].y, 10, 1e-9);  // the right end, turned by 90 degrees, is at the bottom
  const auto pair = Compare(shapes_.Turned({50, 50, 40, 4, 45}), shapes_.OfBox({50, 50, 70, 70}));
  EXPECT_NEAR(pair->intersection, 80, 5);  // its right half runs down to the right
}

TEST_F(ShapeOverlapTest, TurnedBoxesAgreeWithCountingPoints) {
  Random random(5);
  for (int round = 0; round < 20; ++round) {
    const auto any = [&] {
      return RotatedBox{random.Uniform(30, 70), random.Uniform(30, 70), random.Uniform(5, 60), random.Uniform(5, 60),
                        random.Uniform(-400, 400)};
    };
    const RotatedBox a = any(), b = any();
    const auto inside = [](const RotatedBox& box, double x, double y) {
      const double angle = box.rotation_degrees * std::acos(-1) / 180, c = std::cos(angle), s = std::sin(angle);
      const double dx = x - box.center_x, dy = y - box.center_y;
      return std::abs(c * dx + s * dy) <= box.width / 2 && std::abs(c * dy - s * dx) <= box.height / 2;
    };
    std::size_t both = 0;
    for (int x = 0; x < 1000; ++x) {
      for (int y = 0; y < 1000; ++y) {
        const double px = x * 0.1 + 0.05, py = y * 0.1 + 0.05;
        both += inside(a, px, py) && inside(b, px, py) ? 1 : 0;
      }
    }
    const auto pair = Compare(shapes_.Turned(a), shapes_.Turned(b));
    EXPECT_NEAR(pair->intersection, static_cast<double>(both) * 0.01, 0.5) << round;
  }
}

TEST_F(ShapeOverlapTest, OnlyPairsThatSayMoreThanTheirBoundsAreCompared) {
  const Shape box = shapes_.OfBox({0, 0, 10, 10}), turned = shapes_.Turned({5, 5, 10, 10, 45});
  const Shape polygon = shapes_.Rectangle({0, 0, 10, 10}), mask = shapes_.OfMask(100, 100, {0, 10, 9990});
  EXPECT_FALSE(Exact(box, box));
  EXPECT_FALSE(Exact(box, polygon));
  EXPECT_FALSE(Exact(box, mask));
  EXPECT_TRUE(Exact(box, turned));
  EXPECT_TRUE(Exact(polygon, turned));
  EXPECT_TRUE(Exact(polygon, mask));
  EXPECT_TRUE(Exact(mask, turned));
}

TEST_F(ShapeOverlapTest, EverySortOfPairIsSymmetricAndWithinBounds) {
  Random random(9);
  for (int round = 0; round < 300; ++round) {
    const auto any = [&]() -> Shape {
      const double x = random.Uniform(-20, 90), y = random.Uniform(-20, 90);
      switch (random.Below(4)) {
        case 0:
          return shapes_.Turned({x, y, random.Uniform(0.1, 50), random.Uniform(0.1, 50), random.Uniform(-180, 180)});
        case 1: {
          Ring ring;
          for (int i = 0; i < 7; ++i) {
            ring.xy.push_back(x + random.Uniform(0, 40));
            ring.xy.push_back(y + random.Uniform(0, 40));
          }
          return shapes_.Polygon({ring});
        }
        case 2:
          return shapes_.OfBox({x, y, x + random.Uniform(0.1, 50), y + random.Uniform(0.1, 50)});
        default: {
          std::vector<std::uint32_t> counts;
          std::uint32_t left = 10'000;
          while (left > 0) {
            counts.push_back(std::min(left, static_cast<std::uint32_t>(random.Below(300))));
            left -= counts.back();
          }
          return shapes_.OfMask(100, 100, counts);
        }
      }
    };
    const Shape a = any(), b = any();
    const auto pair = Compare(a, b), back = Compare(b, a), self = Compare(a, a);
    ASSERT_EQ(pair.has_value(), back.has_value());
    if (self) {
      EXPECT_NEAR(self->IoU(), 1, 1e-12);
    }
    if (!pair) continue;
    EXPECT_NEAR(pair->IoU(), back->IoU(), 1e-12);
    EXPECT_GE(pair->IoU(), 0);
    EXPECT_LE(pair->IoU(), 1 + 1e-12);
    EXPECT_LE(pair->ShareInside(), 1 + 1e-12);
  }
}

TEST_F(ShapeOverlapTest, APolygonThinnerThanAPixelIsComparedAllTheSame) {
  const Shape thin = shapes_.Rectangle({10.1, 10, 10.3, 30}), half = shapes_.Rectangle({10.1, 20, 10.3, 30});
  const auto pair = Compare(thin, half);
  ASSERT_TRUE(pair.has_value());
  EXPECT_NEAR(pair->IoU(), 0.5, 0.01);
  EXPECT_NEAR(pair->area, 4, 0.05);
}

TEST_F(ShapeOverlapTest, PolygonsOutsideThePictureAndLeftOfTheOriginAreComparedWhereTheyAre) {
  overlap_.Start(0, 0);
  EXPECT_NEAR(Compare(shapes_.Rectangle({-40, -40, -20, -20}), shapes_.Rectangle({-30, -40, -10, -20}))->IoU(), 1.0 / 3,
              0.01);
}

TEST_F(ShapeOverlapTest, ShapesOfHugePicturesCostNoMoreThanSmallOnes) {
  overlap_.Start(1'000'000'000, 1'000'000'000);
  const auto wide = Compare(shapes_.Rectangle({0, 0, 999'999'999, 10}), shapes_.Rectangle({0, 0, 500'000'000, 10}));
  ASSERT_TRUE(wide.has_value());
  EXPECT_NEAR(wide->IoU(), 0.5, 0.01);
  const auto high = Compare(shapes_.Rectangle({0, 0, 10, 999'999'999}), shapes_.Rectangle({0, 0, 10, 500'000'000}));
  ASSERT_TRUE(high.has_value());
  EXPECT_NEAR(high->IoU(), 0.5, 0.01);
  // Two masks of one run over 10^9 x 4 pixels.
  const auto masks = Compare(shapes_.OfMask(1'000'000'000, 4, {0, 4'000'000'000}),
                             shapes_.OfMask(1'000'000'000, 4, {0, 1'000'000'000, 3'000'000'000}));
  EXPECT_DOUBLE_EQ(masks->IoU(), 0.25);
}

TEST_F(ShapeOverlapTest, WorkIsBoundedAndWhatIsLeftOutIsCounted) {
  overlap_.Start(4000, 4000);
  Ring comb;  // 10^6 corners, each edge across the whole picture
  for (int i = 0; i < 500'000; ++i) {
    comb.xy.insert(comb.xy.end(), {0.0, i * 0.008, 4000.0, i * 0.008 + 0.004});
  }
  const Shape hostile = shapes_.Polygon({comb});
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(Compare(hostile, shapes_.Rectangle({0, 0, 4000, 4000})).has_value());
  EXPECT_EQ(overlap_.Counts().too_much, 3U);
}

TEST_F(ShapeOverlapTest, AMillionHonestCornersAreDrawn) {
  overlap_.Start(2000, 2000);
  Ring circle;
  constexpr int kCorners = 500'000;
  for (int i = 0; i < kCorners; ++i) {
    const double angle = 2 * std::acos(-1) * i / kCorners;
    circle.xy.push_back(1000 + 900 * std::cos(angle));
    circle.xy.push_back(1000 + 900 * std::sin(angle));
  }
  const auto pair = Compare(shapes_.Polygon({circle}), shapes_.Rectangle({100, 100, 1900, 1900}));
  ASSERT_TRUE(pair.has_value());
  EXPECT_NEAR(pair->IoU(), std::acos(-1) / 4, 0.002);
}

TEST_F(ShapeOverlapTest, BrokenShapesAreCountedAndNotCompared) {
  const Shape sound = shapes_.Rectangle({0, 0, 10, 10});
  const Box bounds = {0, 0, 10, 10};
  std::vector<Shape> broken = {shapes_.Polygon({{{0, 0, kNan, 0, 10, 10}, false}}),
                               shapes_.Polygon({{{0, 0, 1e300, 0, 10, 10}, false}}),
                               shapes_.Polygon({{{5, 5}, false}}),                        // one corner
                               shapes_.Polygon({}),                                       // no ring
                               shapes_.OfMask(100, 100, {4'000'000'000, 4'000'000'000}),  // runs that overflow
                               shapes_.OfMask(100, 100, {5}),              // runs that do not fill the picture
                               {ShapeKind::kPolygon, bounds, "\x0a\xff"},  // no polygon at all
                               {ShapeKind::kMask, bounds, "\x0a\xff"},
                               {ShapeKind::kRotatedBox, bounds, "\x0a\xff"},
                               {ShapeKind::kNone, bounds, {}}};
  for (std::size_t i = 0; i < broken.size(); ++i) {
    broken[i].bounds = bounds;
    EXPECT_FALSE(Compare(broken[i], sound).has_value()) << i;
    EXPECT_EQ(overlap_.Counts().broken, 2 * i + 1) << i;
    EXPECT_FALSE(Compare(sound, broken[i]).has_value()) << i;
  }
  EXPECT_EQ(overlap_.Counts().compared, 0U);
}

TEST_F(ShapeOverlapTest, LettingGoOfPredictionsKeepsTheLabels) {
  const std::size_t label = overlap_.Add(shapes_.Rectangle({0, 0, 10, 10}));
  const std::size_t first = overlap_.Add(shapes_.Rectangle({0, 0, 10, 5}));
  EXPECT_DOUBLE_EQ(overlap_.Compare(label, first)->IoU(), 0.5);
  overlap_.KeepFirst(1);
  const std::size_t next = overlap_.Add(shapes_.Rectangle({0, 0, 10, 2}));
  EXPECT_EQ(next, first);
  EXPECT_DOUBLE_EQ(overlap_.Compare(label, next)->IoU(), 0.2);
}

}  // namespace
}  // namespace labelwatch
