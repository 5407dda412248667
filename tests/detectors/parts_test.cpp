#include "detectors/labels/parts.h"

#include <gtest/gtest.h>

#include "detectors/labels/scene.h"
#include "detectors/labels/start_weights.h"
#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

class PartsTest : public testing::Test {
 protected:
  std::vector<Finding> Judge(const FrameBuilder& builder) {
    frame_.emplace(builder.Frame());
    Scene scene(options_);
    scene.SetLabels(frame_->labels);
    scene.SetPredictions(frame_->predictions[0], 0, StartCalibration(), nullptr);
    std::vector<Finding> findings;
    detector_.Judge({scene}, findings, nullptr);
    return findings;
  }

  NameTable classes_{20};
  InspectOptions options_;
  PartsDetector detector_;
  std::optional<JoinedFrame> frame_;
};

TEST_F(PartsTest, OneLabelAroundTwoObjects) {
  FrameBuilder frame(classes_);
  frame.Label("car", {0, 0, 100, 50}).Model("m");
  frame.Prediction("car", {0, 0, 48, 50}, 0.95).Prediction("car", {52, 0, 100, 50}, 0.8);
  const auto findings = Judge(frame);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].detector, "merged");
  EXPECT_NEAR(findings[0].score, 1.386, 0.001);  // ln(.8 / .2)
  EXPECT_EQ(detector_.Explain(*frame_, findings[0], classes_).sentence,
            "m sees two objects of class car in this one (0.95 and 0.80), which together fill it");
}

TEST_F(PartsTest, TwoLabelsOnOneObject) {
  FrameBuilder frame(classes_);
  frame.Label("car", {0, 0, 48, 50}).Label("car", {52, 0, 100, 50}).Model("m");
  frame.Prediction("car", {0, 0, 100, 50}, 0.9);
  const auto findings = Judge(frame);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].detector, "halves");
  EXPECT_EQ(findings[0].label, 1);  // the later one
}

TEST_F(PartsTest, WhatIsSeenAsAWholeOrLabeledInPartsIsNeither) {
  FrameBuilder whole(classes_);  // the model also sees the whole
  whole.Label("car", {0, 0, 100, 50}).Model("m").Prediction("car", {0, 0, 48, 50}, 0.9);
  whole.Prediction("car", {52, 0, 100, 50}, 0.9).Prediction("car", {0, 0, 100, 50}, 0.9);
  EXPECT_TRUE(Judge(whole).empty());
  FrameBuilder labeled(classes_);  // a group and its members
  labeled.Label("car", {0, 0, 100, 50}).Label("car", {0, 0, 48, 50}).Label("car", {52, 0, 100, 50}).Model("m");
  labeled.Prediction("car", {0, 0, 48, 50}, 0.9).Prediction("car", {52, 0, 100, 50}, 0.9);
  EXPECT_TRUE(Judge(labeled).empty());
  FrameBuilder corner(classes_);  // two small objects in a large one
  corner.Label("car", {0, 0, 100, 50}).Model("m").Prediction("car", {0, 0, 30, 30}, 0.9);
  corner.Prediction("car", {60, 0, 90, 30}, 0.9);
  EXPECT_TRUE(Judge(corner).empty());
  FrameBuilder other(classes_);  // a person on a motorcycle
  other.Label("motorcycle", {0, 0, 100, 50}).Model("m").Prediction("person", {0, 0, 48, 50}, 0.9);
  other.Prediction("person", {52, 0, 100, 50}, 0.9);
  EXPECT_TRUE(Judge(other).empty());
}

}  // namespace
}  // namespace labelwatch
