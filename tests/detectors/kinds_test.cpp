// Two classes on one object, broken polygons, and how a box differs, with numbers that can be checked by head.

#include <gtest/gtest.h>

#include "detectors/labels/box_difference.h"
#include "detectors/labels/polygon_defect.h"
#include "schema/shape_codec.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

TEST(ConflictingTest, TheLaterOfTwoClassesAtOnePlaceIsReported) {
  NameTable classes(20);
  FrameBuilder frame(classes);
  frame.Label("dog", {50, 50, 150, 150}).Label("cat", {50, 50, 150, 146});  // IoU 0.96
  const auto found = FindingsOf(frame, classes, Kind::kConflicting);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].label, 1);
  EXPECT_NEAR(found[0].score, 25 * (0.96 - 0.9), 1e-9);
  EXPECT_EQ(SentenceOf(frame, classes, found[0]),
            "labeled cat here and dog by another label (1) of the same place (IoU 0.96)");
  EXPECT_EQ(Inspector({}, classes).Describe(frame.Frame(), {}, found[0]).suggested_class, "dog");
}

TEST(ConflictingTest, OneClassOrLittleOverlapIsNoConflict) {
  NameTable classes(20);
  FrameBuilder frame(classes);
  frame.Label("dog", {50, 50, 150, 150}).Label("dog", {50, 50, 150, 146}).Label("cat", {50, 50, 150, 125});
  // The cat overlaps the dogs by 75 / 100 and 75 / 96.
  EXPECT_TRUE(FindingsOf(frame, classes, Kind::kConflicting).empty());
}

TEST(BoxDifferenceTest, TellsLooseTightShiftedAndOneSideApart) {
  const Box object = {100, 100, 200, 150};  // 100 wide, 50 high
  const auto words = [&](const Box& label) { return DifferenceInWords(ResidualsOf(label, object)); };
  EXPECT_EQ(words({102, 101, 204, 150}), "");
  EXPECT_EQ(words({90, 90, 200, 150}),
            "the label is loose: the left side lies 10 % of the width too far out, the upper side lies 20 % of the "
            "height too far out");
  EXPECT_EQ(words({110, 100, 190, 150}),
            "the label is tight: the left side lies 10 % of the width too far in, the right side lies 10 % of the "
            "width too far in");
  EXPECT_EQ(words({120, 95, 220, 145}),
            "the label is shifted by 20 % of the width to the right and 10 % of the height upwards");
  EXPECT_EQ(words({100, 100, 150, 150}), "the right side lies 50 % of the width too far in");
  EXPECT_EQ(words({90, 100, 190, 160}),
            "the left side lies 10 % of the width too far out, the right side lies 10 % of the width too far in, the "
            "lower side lies 20 % of the height too far out");
}

class PolygonDefectTest : public testing::Test {
 protected:
  PolygonDefect Of(const std::vector<double>& xy) {
    std::string bytes;
    const std::vector<Ring> rings = {{xy, false}};
    const Shape shape = EncodePolygon(rings, bytes);
    return DefectOfPolygon(shape.encoded, tests_left_);
  }
  std::size_t tests_left_ = kCrossingTestsPerFrame;
};

TEST_F(PolygonDefectTest, ASquareIsSoundClosedOrNot) {
  EXPECT_EQ(Of({0, 0, 10, 0, 10, 10, 0, 10}), PolygonDefect::kNone);
  EXPECT_EQ(Of({0, 0, 10, 0, 10, 10, 0, 10, 0, 0}), PolygonDefect::kNone);
}

TEST_F(PolygonDefectTest, AnHourglassCrossesItself) {
  EXPECT_EQ(Of({0, 0, 10, 10, 10, 0, 0, 10}), PolygonDefect::kCrossesItself);
  EXPECT_EQ(Of({0, 0, 10, 0, 5, 5, 10, 10, 0, 10, 5, 5}), PolygonDefect::kNone) << "touching in a point is no crossing";
}

TEST_F(PolygonDefectTest, TwoPointsAreFewAndPointsOnALineCoverNothing) {
  EXPECT_EQ(Of({0, 0, 10, 10}), PolygonDefect::kFewPoints);
  EXPECT_EQ(Of({0, 0, 10, 10, 10, 10, 0, 0}), PolygonDefect::kFewPoints) << "repeated points count once";
  EXPECT_EQ(Of({0, 0, 5, 5, 10, 10}), PolygonDefect::kNoArea);
}

TEST_F(PolygonDefectTest, WorkIsBounded) {
  tests_left_ = 5;  // an hourglass needs 6
  EXPECT_EQ(Of({0, 0, 10, 10, 10, 0, 0, 12}), PolygonDefect::kNone);
  EXPECT_EQ(tests_left_, 5U);
  std::vector<double> circle(2'000'000, 1.0);
  for (std::size_t i = 0; i < circle.size(); ++i)
    circle[i] = static_cast<double>(i % 1000) + static_cast<double>(i % 7);
  tests_left_ = kCrossingTestsPerFrame;
  Of(circle);
  EXPECT_EQ(tests_left_, kCrossingTestsPerFrame) << "a million points are not compared pair by pair";
}

TEST(InvalidPolygonTest, IsFoundBesideSoundBounds) {
  NameTable classes(20);
  FrameBuilder frame(classes);
  std::string bytes;
  frame.Label("dog", {});
  const std::vector<Ring> hourglass = {{{10, 10, 50, 50, 50, 10, 10, 50}, false}};
  frame.Labels().labels[0].shape = EncodePolygon(hourglass, bytes);
  const auto found = FindingsOf(frame, classes, Kind::kInvalid);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].score, -2);
  EXPECT_FALSE(found[0].flagged) << "listed, not flagged by default";
  EXPECT_EQ(SentenceOf(frame, classes, found[0]), "the outline of the polygon crosses itself");
}

}  // namespace
}  // namespace labelwatch
