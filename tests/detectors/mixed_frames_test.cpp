// Frames of different sorts through one inspector: none leaves something behind for the next.

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/detectors/frame_builder.h"

namespace labelwatch {
namespace {

using Scores = std::vector<std::tuple<std::string_view, std::int32_t, std::int32_t, double, float>>;

Scores ScoresOf(std::span<const Finding> findings) {
  Scores scores;
  for (const Finding& f : findings) scores.emplace_back(f.detector, f.label, f.prediction, f.score, f.probability);
  return scores;
}

class MixedFramesTest : public testing::Test {
 protected:
  MixedFramesTest() { options_.frozen = true; }

  FrameBuilder Frame(const std::string& sequence, std::int64_t index, double x) {
    FrameBuilder frame(classes_);
    frame.Labels().sequence = texts_.emplace_back(sequence);
    frame.Labels().sequence_index = index;
    frame.Label("car", {x, 10, x + 50, 60}).Label("dog", {100, 100, 150, 150});
    frame.Prediction("car", {x, 12, x + 50, 60}, 0.9).Prediction("dog", {x, 100, x + 40, 150}, 0.8);
    frame.Prediction("cat", {100, 100, 150, 150}, 0.7);
    return frame;
  }
  Scores Judge(Inspector& inspector, SequenceWindows& windows, const FrameBuilder& frame) {
    LearningTally sums;
    return ScoresOf(inspector.Inspect(frame.Frame(), {}, sums, &windows).findings);
  }

  std::deque<std::string> texts_;
  NameTable classes_{20};
  InspectOptions options_;
};

TEST_F(MixedFramesTest, AStillAfterASequenceIsJudgedAsIfItWereTheFirst) {
  Inspector used(options_, classes_), fresh(options_, classes_);
  SequenceWindows windows(options_.tracks, 1000), none(options_.tracks, 1000);
  for (int i = 0; i < 3; ++i) Judge(used, windows, Frame("drive", i, 10 + i));
  const FrameBuilder still = Frame("", 0, 14);
  const Scores first = Judge(fresh, none, still);
  EXPECT_EQ(Judge(used, windows, still), first);
  // The frame before does count: the test would not see it otherwise.
  EXPECT_NE(Judge(used, windows, Frame("drive", 3, 14)), first);
}

TEST_F(MixedFramesTest, AFrameOfOneModelAfterOneOfTwo) {
  Inspector used(options_, classes_), fresh(options_, classes_);
  SequenceWindows windows(options_.tracks, 1000);
  FrameBuilder two = Frame("", 0, 10);
  two.Model("second").Prediction("car", {10, 10, 60, 60}, 0.9);
  Judge(used, windows, two);
  const FrameBuilder one = Frame("", 1, 12);
  EXPECT_EQ(Judge(used, windows, one), Judge(fresh, windows, one));
}

// Without another class to rename labels to no error can be made, and real labels alone teach nothing.
TEST_F(MixedFramesTest, WhereAllLabelsHaveOneClassWrongClassLearnsNothing) {
  options_.frozen = false;
  Inspector inspector(options_, classes_);
  auto pool = std::make_shared<LabelPool>();
  const NameId car = classes_.Add("car"), dog = classes_.Add("dog");
  pool->label_classes = {car};
  Calibration calibration;
  calibration.pool = pool;
  FrameBuilder frame(classes_);
  frame.Label("car", {10, 10, 60, 60}).Prediction("dog", {10, 10, 60, 60}, 0.9);
  const auto taught = [&] {
    LearningTally sums;
    inspector.Inspect(frame.Frame(), calibration, sums);
    const KindSums& wrong_class = sums.Of("yolo", "").kinds[1];
    return std::pair(std::accumulate(wrong_class.real.begin(), wrong_class.real.end(), 0U),
                     wrong_class.gradient.empty());
  };
  EXPECT_EQ(taught(), std::pair(0U, true));
  auto both = std::make_shared<LabelPool>(*pool);
  both->label_classes = {car, dog};
  calibration.pool = both;
  EXPECT_EQ(taught(), std::pair(1U, false));
}

}  // namespace
}  // namespace labelwatch
