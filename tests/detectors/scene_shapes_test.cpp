// Scenes of frames with other shapes than boxes: labels are judged by what they cover.
#include <gtest/gtest.h>

#include "detectors/labels/scene.h"
#include "tests/detectors/frame_builder.h"
#include "tests/detectors/shape_support.h"

namespace labelwatch {
namespace {

class SceneShapesTest : public testing::Test {
 protected:
  void Label(const Shape& shape, bool crowd = false) {
    builder_.Label("car", shape.bounds);
    builder_.Labels().labels.back().shape = shape;
    builder_.Labels().labels.back().crowd = crowd;
  }
  void Prediction(const Shape& shape) {
    builder_.Prediction("car", shape.bounds, 0.9);
    builder_.Predictions().back().predictions.back().shape = shape;
  }
  const Scene& Look() {
    scene_.SetLabels(builder_.Labels());
    scene_.SetPredictions(builder_.Predictions()[0], 0, calibration_, nullptr);
    return scene_;
  }
  // Two triangles that fill a square together.
  Shape UpperLeft() { return shapes_.Polygon({{{0, 0, 100, 0, 0, 100}, false}}); }
  Shape LowerRight() { return shapes_.Polygon({{{100, 100, 100, 0, 0, 100}, false}}); }

  NameTable classes_{10};
  FrameBuilder builder_{classes_};
  Shapes shapes_;
  ModelCalibration calibration_;
  Scene scene_{InspectOptions{}};
};

TEST_F(SceneShapesTest, TrianglesInOneSquareShareNextToNothing) {
  Label(UpperLeft());
  Prediction(LowerRight());
  Prediction(UpperLeft());
  const auto overlaps = Look().LabelOverlaps().Of(0);
  ASSERT_GE(overlaps.size(), 1U);
  EXPECT_EQ(overlaps.back().other, 1U);
  EXPECT_DOUBLE_EQ(overlaps.back().iou, 1);
  if (overlaps.size() == 2) {
    EXPECT_LT(overlaps[0].iou, 0.02);  // pixels on the diagonal
  }
  EXPECT_EQ(scene_.TestimonyOn(0).fitting, 1);
  EXPECT_NEAR(scene_.Labels().ShapeArea(0), 5000, 100);
  EXPECT_EQ(scene_.ShapePairs().compared, 2U);
}

TEST_F(SceneShapesTest, ABoxBesideAPolygonIsComparedByBounds) {
  Label(UpperLeft());
  Prediction(shapes_.OfBox({0, 0, 100, 100}));
  EXPECT_DOUBLE_EQ(Look().LabelOverlaps().Of(0)[0].iou, 1);
  EXPECT_EQ(scene_.ShapePairs(), ShapePairCounts{});
}

TEST_F(SceneShapesTest, LabelsOfShapesThatDoNotShareArePairsOfNothing) {
  Label(UpperLeft());
  Label(LowerRight());
  scene_.SetLabels(builder_.Labels());
  EXPECT_EQ(scene_.LabelNeighbours().EarlierTwin(1), Neighbours::kNone);
  EXPECT_LT(scene_.LabelNeighbours().LargestIntersection(0), 150);
  Label(UpperLeft());
  scene_.SetLabels(builder_.Labels());
  EXPECT_EQ(scene_.LabelNeighbours().EarlierTwin(2), 0);
}

TEST_F(SceneShapesTest, ACrowdExplainsByItsMaskAndNotByItsBounds) {
  Label(UpperLeft(), /*crowd=*/true);
  Prediction(shapes_.Rectangle({10, 10, 30, 30}));  // in the crowd
  Prediction(shapes_.Rectangle({70, 70, 95, 95}));  // in its bounds only
  Prediction(shapes_.OfBox({10, 10, 30, 30}));
  Prediction(shapes_.OfBox({70, 70, 95, 95}));
  Look();
  EXPECT_TRUE(scene_.Explained(0));
  EXPECT_FALSE(scene_.Explained(1));
  EXPECT_TRUE(scene_.Explained(2));
  EXPECT_FALSE(scene_.Explained(3));
}

TEST_F(SceneShapesTest, MasksOfAnotherPictureSizeAreJudgedByTheirBoundsAndCounted) {
  Label(shapes_.OfMask(200, 200, {0, 2000, 38000}));       // 10 columns
  Prediction(shapes_.OfMask(400, 200, {0, 1000, 79000}));  // 5 columns of a wider picture
  EXPECT_DOUBLE_EQ(Look().LabelOverlaps().Of(0)[0].iou, 0.5);
  EXPECT_EQ(scene_.ShapePairs().sizes_differ, 1U);
}

TEST_F(SceneShapesTest, AMadeCopyKeepsTheAgreementOfItsOutline) {
  Label(UpperLeft());
  Prediction(shapes_.Polygon({{{0, 0, 100, 0, 0, 50}, false}}));  // bounds 0.5, outline 0.5: agreement 1
  Prediction(LowerRight());
  Look();
  OverlapBuffer made;
  made.Append({0, 0, 100, 100}, scene_.Predictions().boxes);
  scene_.KeepOutline(0, made.All());
  EXPECT_NEAR(made.All()[0].iou, 0.5, 0.02);
}

TEST_F(SceneShapesTest, AFrameOfBoxesAfterOneOfPolygonsIsJudgedAsBoxes) {
  Label(UpperLeft());
  Prediction(LowerRight());
  Look();
  FrameBuilder boxes(classes_);
  boxes.Label("car", {0, 0, 100, 100}).Prediction("car", {0, 0, 100, 50}, 0.9);
  scene_.SetLabels(boxes.Labels());
  scene_.SetPredictions(boxes.Predictions()[0], 0, calibration_, nullptr);
  EXPECT_DOUBLE_EQ(scene_.LabelOverlaps().Of(0)[0].iou, 0.5);
  EXPECT_EQ(scene_.Labels().ShapeArea(0), 10'000);
  EXPECT_EQ(scene_.ShapePairs(), ShapePairCounts{});
}

// The bodies agree by 0.96 of their area, their bounds by the length of the limb.
TEST_F(SceneShapesTest, TheSentenceOfAnInaccurateOutlineSaysHowFarItLiesAway) {
  const Shape body = shapes_.Rectangle({0, 0, 100, 100});
  Label(body);
  Prediction(shapes_.Polygon({{{0, 0, 100, 0, 100, 40, 180, 40, 180, 60, 100, 60, 100, 100, 0, 100}, false}}));
  const auto findings = FindingsOf(builder_, classes_, Kind::kInaccurate);
  ASSERT_EQ(findings.size(), 1U);
  const std::string sentence = SentenceOf(builder_, classes_, findings[0]);
  EXPECT_NE(sentence.find("the outlines lie "), std::string::npos) << sentence;
  EXPECT_NE(sentence.find(" px where they differ most"), std::string::npos) << sentence;
}

}  // namespace
}  // namespace labelwatch
