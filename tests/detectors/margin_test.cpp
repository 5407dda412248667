// Labels that are meant to be larger or smaller than their objects are judged by the objects.

#include "detectors/labels/margin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detectors/labels/scene.h"
#include "tests/detectors/frame_builder.h"
#include "tests/detectors/shape_support.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::Not;

void ExpectNear(const Box& box, const Box& expected) {
  EXPECT_NEAR(box.x_min, expected.x_min, 1e-4);
  EXPECT_NEAR(box.y_min, expected.y_min, 1e-4);
  EXPECT_NEAR(box.x_max, expected.x_max, 1e-4);
  EXPECT_NEAR(box.y_max, expected.y_max, 1e-4);
}

Shape Drawn(const Box& box) { return {ShapeKind::kBox, box, {}}; }

constexpr ImageSize kImage = {1000, 800};

TEST(MarginTest, ATenthLiesOutsideOnEachSide) {
  const Box object = {100, 100, 200, 300}, label = {90, 80, 210, 320};
  ExpectNear(BoundsWithoutMargin(Drawn(label), 0.1, kImage), object);
  ExpectNear(BoundsWithMargin(Drawn(object), 0.1, kImage), label);
}

TEST(MarginTest, ANegativeMarginLiesInside) {
  const Box object = {100, 100, 200, 300}, label = {105, 110, 195, 290};
  ExpectNear(BoundsWithoutMargin(Drawn(label), -0.05, kImage), object);
  ExpectNear(BoundsWithMargin(Drawn(object), -0.05, kImage), label);
}

// The object is 100 wide and was cut off at the left: only the right side lies 10 outside.
TEST(MarginTest, ASideAtTheBorderStays) {
  const Box object = {0, 100, 100, 300}, label = {0, 80, 110, 320};
  ExpectNear(BoundsWithoutMargin(Drawn(label), 0.1, kImage), object);
  ExpectNear(BoundsWithMargin(Drawn(object), 0.1, kImage), label);
  ExpectNear(BoundsWithoutMargin(Drawn({2, 1, 999, 798}), 0.1, kImage), {2, 1, 999, 798});
  ExpectNear(BoundsWithoutMargin(Drawn({2, 1, 962, 721}), 0.2, kImage), {2, 1, 802, 601});
}

TEST(MarginTest, ASideBesideTheBorderStopsThere) {
  ExpectNear(BoundsWithMargin(Drawn({5, 100, 105, 200}), 0.1, kImage), {0, 90, 115, 210});
  ExpectNear(BoundsWithoutMargin(Drawn({900, 100, 995, 190}), -0.1, kImage), {888.125, 88.75, 1000, 201.25});
}

TEST(MarginTest, WithoutTheSizeOfTheImageNoSideIsAtItsBorder) {
  ExpectNear(BoundsWithoutMargin(Drawn({0, 80, 120, 320}), 0.1, {}), {10, 100, 110, 300});
  ExpectNear(BoundsWithMargin(Drawn({10, 100, 110, 300}), 0.1, {}), {0, 80, 120, 320});
}

class LabelsWithMarginTest : public testing::Test {
 protected:
  LabelsWithMarginTest() {
    options_.frozen = true;
    options_.margins = {{"car", 0.1}, {"person", -0.05}};
  }

  // The one finding of the kind.
  FindingRecord Only(const FrameBuilder& builder, Kind kind) {
    Inspector inspector(options_, classes_);
    LearningTally sums;
    std::vector<FindingRecord> found;
    for (const Finding& finding : inspector.Inspect(builder.Frame(), {}, sums).findings) {
      if (finding.kind == kind) found.push_back(inspector.Describe(builder.Frame(), {}, finding));
    }
    EXPECT_EQ(found.size(), 1U);
    return found.empty() ? FindingRecord() : found[0];
  }

  // The object is [500, 600) x [300, 400).
  FrameBuilder CarLabeled(const Box& label) {
    FrameBuilder frame(classes_, 1000, 800);
    frame.Label("car", label).Prediction("car", {500, 300, 600, 400}, 0.95);
    return frame;
  }

  NameTable classes_{10};
  InspectOptions options_;
};

constexpr Box kOnObject = {500, 300, 600, 400}, kATenthOutside = {490, 290, 610, 410};

TEST_F(LabelsWithMarginTest, ALabelDrawnWithTheMarginFitsAndOneWithoutDoesNot) {
  const FindingRecord meant = Only(CarLabeled(kATenthOutside), Kind::kInaccurate);
  EXPECT_THAT(meant.evidence, HasSubstr("places this car where the label does (IoU 1.00 with the label, its margin of "
                                        "10 % taken off)"));
  const FindingRecord forgotten = Only(CarLabeled(kOnObject), Kind::kInaccurate);  // 1 / 1.2^2 = 0.694
  EXPECT_THAT(forgotten.evidence, HasSubstr("differently (IoU 0.69 with the label, its margin of 10 % taken off); the "
                                            "label is tight: the left side lies 8 % of the width too far in"));
  EXPECT_GT(forgotten.score, meant.score + 1);
}

TEST_F(LabelsWithMarginTest, WithoutThemInTheOptionsItIsTheOtherWayRound) {
  options_.margins.clear();
  const FindingRecord exact = Only(CarLabeled(kOnObject), Kind::kInaccurate);
  const FindingRecord loose = Only(CarLabeled(kATenthOutside), Kind::kInaccurate);
  EXPECT_THAT(loose.evidence, HasSubstr("differently (IoU 0.69 with the label); the label is loose: "));
  EXPECT_GT(loose.score, exact.score + 1);
  EXPECT_EQ(loose.suggested_box, kOnObject);
}

TEST_F(LabelsWithMarginTest, AClassWithoutOneIsAsItIsDrawn) {
  FrameBuilder frame(classes_, 1000, 800);
  frame.Label("dog", kOnObject).Prediction("dog", kOnObject, 0.95);
  const FindingRecord found = Only(frame, Kind::kInaccurate);
  EXPECT_THAT(found.evidence, HasSubstr("(IoU 1.00 with the label)"));
  EXPECT_EQ(found.suggested_box, kOnObject);
}

TEST_F(LabelsWithMarginTest, WhatIsSuggestedIsHowALabelIsDrawn) {
  const FindingRecord forgotten = Only(CarLabeled(kOnObject), Kind::kInaccurate);
  EXPECT_EQ(forgotten.box, kOnObject) << "the label as it is";
  ExpectNear(*forgotten.suggested_box, kATenthOutside);
  FrameBuilder unlabeled(classes_, 1000, 800);
  unlabeled.Prediction("person", {500, 300, 600, 400}, 0.95);
  ExpectNear(*Only(unlabeled, Kind::kMissing).suggested_box, {505, 305, 595, 395});
}

TEST_F(LabelsWithMarginTest, EveryDetectorSeesTheObject) {
  const FrameBuilder frame = CarLabeled(kATenthOutside);
  ObjectShapes objects(options_.margins, classes_);
  Scene scene(options_);
  scene.SetLabels(frame.Frame().labels, objects.Of(frame.Frame().labels));
  ExpectNear(scene.Labels().boxes.At(0), kOnObject);
  EXPECT_EQ(scene.Margin(0), 0.1);
}

TEST_F(LabelsWithMarginTest, ATurnedBoxIsScaledAboutItsMiddle) {
  Shapes shapes;
  FrameBuilder frame(classes_, 1000, 800);
  frame.Label("car", {}).Prediction("car", {}, 0.9);
  Shape& label = frame.Labels().labels[0].shape;
  label = shapes.Turned({500, 300, 240, 120, 30});
  frame.Predictions()[0].predictions[0].shape = shapes.Turned({500, 300, 200, 100, 30});
  ObjectShapes objects(options_.margins, classes_);
  const auto found = objects.Of(frame.Labels());
  ASSERT_EQ(found.size(), 1U);
  const auto turned = DecodeRotatedBox(found[0].shape.encoded);
  ASSERT_TRUE(turned);
  EXPECT_NEAR(turned->width, 200, 1e-9);
  EXPECT_NEAR(turned->height, 100, 1e-9);
  ExpectNear(found[0].shape.bounds, BoundsWithoutMargin(label, 0.1, kImage));
  const FindingRecord finding = Only(frame, Kind::kInaccurate);
  EXPECT_THAT(finding.evidence, HasSubstr("(IoU 1.00 with the label, its margin of 10 % taken off)"));
  ExpectNear(*finding.suggested_box, label.bounds);
}

TEST_F(LabelsWithMarginTest, PolygonsMasksAndCrowdsAreDrawnToTheObject) {
  Shapes shapes;
  FrameBuilder frame(classes_, 1000, 800);
  frame.Label("car", {}).Label("car", kATenthOutside).Prediction("car", {}, 0.9);
  frame.Labels().labels[0].shape = shapes.Rectangle({100, 100, 200, 200});
  frame.Labels().labels[1].crowd = true;
  frame.Predictions()[0].predictions[0].shape = shapes.Rectangle({100, 100, 200, 210});
  EXPECT_TRUE(ObjectShapes(options_.margins, classes_).Of(frame.Labels()).empty());
  const FindingRecord finding = Only(frame, Kind::kInaccurate);
  EXPECT_THAT(finding.evidence, Not(HasSubstr("margin")));
  ExpectNear(*finding.suggested_box, {100, 100, 200, 210});
}

TEST_F(LabelsWithMarginTest, WhatIsNoBoxStaysInvalid) {
  FrameBuilder frame(classes_, 1000, 800);
  frame.Label("car", {100, 100, 100, 200}).Label("car", {0, 0, 0, 0});
  EXPECT_TRUE(ObjectShapes(options_.margins, classes_).Of(frame.Labels()).empty());
  EXPECT_EQ(FindingsOf(frame, classes_, Kind::kInvalid).size(), 2U);
}

}  // namespace
}  // namespace labelwatch
