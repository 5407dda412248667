// What the frame before says about a label that is missing now.

#include <gtest/gtest.h>

#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

constexpr Box kPlace = {20, 20, 100, 100};
constexpr Box kMoved = {24, 20, 104, 100};
constexpr Box kAway = {120, 120, 190, 190};

class FrameBeforeTest : public testing::Test {
 protected:
  // The scores of missing labels of two frames in a row, the second one's.
  std::vector<double> Second(FrameBuilder& first, FrameBuilder& second) {
    options_.frozen = true;
    Inspector inspector(options_, classes_);
    SequenceWindows windows(options_.tracks, 1000);
    LearningTally sums;
    InFrame(first, "1", 1);
    InFrame(second, "2", 2);
    inspector.Inspect(first.Frame(), {}, sums, &windows);
    std::vector<double> scores;
    for (const Finding& finding : inspector.Inspect(second.Frame(), {}, sums, &windows).findings) {
      if (finding.kind == Kind::kMissing) scores.push_back(finding.score);
    }
    return scores;
  }
  static void InFrame(FrameBuilder& frame, const char* id, std::int64_t index) {
    frame.Labels().frame_id = id;
    frame.Labels().sequence = "drive";
    frame.Labels().sequence_index = index;
    frame.Labels().event_time_ms = index;
  }
  // A dog in the second frame that is not labeled there.
  double AfterA(FrameBuilder& first) {
    FrameBuilder second(classes_);
    second.Prediction("dog", kMoved, 0.9);
    const auto scores = Second(first, second);
    EXPECT_EQ(scores.size(), 1u);
    return scores.at(0);
  }

  NameTable classes_{20};
  InspectOptions options_;
};

TEST_F(FrameBeforeTest, ALabelThatIsLostMakesAPredictionAtItsPlaceMoreSuspicious) {
  FrameBuilder labeled(classes_), elsewhere(classes_), other_class(classes_);
  labeled.Label("dog", kPlace);
  elsewhere.Label("dog", kAway);
  other_class.Label("cat", kPlace);
  EXPECT_NEAR(AfterA(labeled) - AfterA(elsewhere), 1.3, 1e-6) << "the start weights 1 and -0.3";
  EXPECT_DOUBLE_EQ(AfterA(other_class), AfterA(elsewhere));
}

TEST_F(FrameBeforeTest, AMarginIsTakenOffTheLabelThatIsLost) {
  FrameBuilder exact(classes_), with_margin(classes_);
  exact.Label("dog", kPlace);
  with_margin.Label("dog", {44, 44, 76, 76});  // 80 pixels without three tenths on each side
  const double expected = AfterA(exact);
  EXPECT_LT(AfterA(with_margin), expected);
  options_.margins["dog"] = -0.3;
  EXPECT_NEAR(AfterA(with_margin), expected, 1e-6);
}

TEST_F(FrameBeforeTest, ALabelThatGoesOnSaysNothingAboutASecondPrediction) {
  FrameBuilder first(classes_), second(classes_), alone(classes_), nothing(classes_);
  first.Label("dog", kPlace);
  // The label goes on, but moved so far that the prediction is not covered by it.
  second.Label("dog", {50, 20, 130, 100}).Prediction("dog", {10, 20, 90, 100}, 0.9);
  first.Labels().labels[0].track_id = second.Labels().labels[0].track_id = "7";
  const auto with = Second(first, second);
  ASSERT_EQ(with.size(), 1u);
  alone.Label("dog", {50, 20, 130, 100}).Prediction("dog", {10, 20, 90, 100}, 0.9);
  alone.Labels().labels[0].track_id = "7";
  const auto without = Second(nothing, alone);
  ASSERT_EQ(without.size(), 1u);
  EXPECT_DOUBLE_EQ(with[0], without[0]);
}

TEST_F(FrameBeforeTest, TheFirstFrameOfASequenceHasNoneBeforeIt) {
  FrameBuilder lone(classes_), first(classes_);
  lone.Prediction("dog", kMoved, 0.9);
  const double without_sequence = FindingsOf(lone, classes_, Kind::kMissing).at(0).score;
  InFrame(lone, "1", 1);
  InspectOptions options;
  options.frozen = true;
  Inspector inspector(options, classes_);
  SequenceWindows windows(options.tracks, 1000);
  LearningTally sums;
  const auto judgement = inspector.Inspect(lone.Frame(), {}, sums, &windows);
  ASSERT_EQ(judgement.findings.size(), 1u);
  EXPECT_DOUBLE_EQ(judgement.findings[0].score, without_sequence);
}

}  // namespace
}  // namespace labelwatch
