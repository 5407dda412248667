// A corrected revision and the predictions that are sent again for it.

#include <gmock/gmock.h>

#include "tests/consumers/join_support.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class JoinCorrectionsTest : public testing::Test {
 protected:
  // A frame that was judged, and event time that is far beyond it.
  void JudgeAndMoveOn(Joining& j) {
    j.Add(Labels("f", 1000));
    j.Add(Predictions("f", 1000));
    j.Add(Labels("later", 5000));
    j.Add(Predictions("later", 5000));
    ASSERT_THAT(j.recorder.Take(), ElementsAre("joined f yolo", "joined later yolo"));
  }
};

TEST_F(JoinCorrectionsTest, ComeTogetherAtAnyDelayAndInAnyOrder) {
  for (const bool labels_first : {true, false}) {
    Joining j(Waiting({"yolo"}));
    JudgeAndMoveOn(j);
    const Message labels = Corrected("f", 1000, 2), predictions = SentAgain("f", 1000, 2);
    j.Add(labels_first ? labels : predictions);
    EXPECT_THAT(j.recorder.events, IsEmpty());
    j.Add(labels_first ? predictions : labels);
    EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f yolo"));
    EXPECT_EQ(j.recorder.corrections, 1u);
    j.Add(labels);
    j.Add(predictions);
    EXPECT_THAT(j.recorder.Take(), ElementsAre("duplicate labels f", "duplicate predictions f"));
    EXPECT_EQ(j.Open(), 0u);
  }
}

TEST_F(JoinCorrectionsTest, WaitForAsManyAsFollow) {
  Joining j(Waiting({"yolo"}));
  j.Add(Corrected("f", 1000, 2, 2));
  j.Add(SentAgain("f", 1000, 2, "yolo"));
  EXPECT_THAT(j.recorder.events, IsEmpty());
  j.Add(SentAgain("f", 1000, 2, "detr"));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f detr yolo"));
}

TEST_F(JoinCorrectionsTest, WaitForNoModelThatNeverSpokeOfTheFrame) {
  for (const bool labels_first : {true, false}) {
    Joining j(Waiting({"detr", "yolo"}));
    j.Add(labels_first ? Corrected("f", 1000, 2) : SentAgain("f", 1000, 2));
    j.Add(labels_first ? SentAgain("f", 1000, 2) : Corrected("f", 1000, 2));
    EXPECT_THAT(j.recorder.events, ElementsAre("joined f yolo"));
  }
}

TEST_F(JoinCorrectionsTest, WaitForNoMoreThanAFrameMayHave) {
  JoinOptions options = Waiting({"yolo"});
  options.max_predictions = 2;
  Joining j(options);
  j.Add(Corrected("f", 1000, 2, UINT32_MAX));
  j.Add(SentAgain("f", 1000, 2, "detr"));
  EXPECT_THAT(j.recorder.events, IsEmpty());
  j.Add(SentAgain("f", 1000, 2, "yolo"));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f detr yolo"));
}

TEST_F(JoinCorrectionsTest, MoveNoEventTime) {
  Joining j(Waiting({"yolo"}));
  JudgeAndMoveOn(j);
  const std::int64_t watermark = j.join.Watermark();
  j.Add(Labels("open", 5010));
  j.Add(Corrected("f", 9000, 2));
  j.Add(SentAgain("f", 9000, 2));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f yolo"));
  EXPECT_EQ(j.join.Watermark(), watermark);
  EXPECT_EQ(j.join.Frames(), 1u);
}

TEST_F(JoinCorrectionsTest, EndByAgeWhereTheOtherSideNeverComes) {
  JoinOptions options = Waiting({"yolo"});
  options.max_age_ms = 50;
  options.idle_ms = 0;
  Joining j(options);
  j.Add(Corrected("f", 1000, 2), kNow);
  j.Add(SentAgain("g", 1000, 2), kNow);
  j.join.Advance(kNow + 49);
  EXPECT_THAT(j.recorder.events, IsEmpty());
  j.join.Advance(kNow + 50);
  EXPECT_THAT(j.recorder.Take(), ElementsAre("label_only f", "prediction_only predictions g"));
  j.Add(SentAgain("f", 1000, 2), kNow + 50);
  EXPECT_THAT(j.recorder.Take(), ElementsAre("prediction_only predictions f")) << "its labels were judged";
  j.Add(Corrected("g", 1000, 2), kNow + 50);
  EXPECT_THAT(j.recorder.Take(), ElementsAre("label_only g")) << "its predictions are gone";
  j.Add(Corrected("g", 1000, 3), kNow + 50);
  j.Add(SentAgain("g", 1000, 3), kNow + 50);
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined g yolo"));
}

TEST_F(JoinCorrectionsTest, ANewerOneTakesThePlaceOfAnOlderOne) {
  Joining j(Waiting({"yolo"}));
  j.Add(Corrected("f", 1000, 2));
  j.Add(SentAgain("f", 1000, 3));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("superseded labels f"));
  j.Add(SentAgain("f", 1000, 2));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("prediction_only predictions f"));
  j.Add(Corrected("f", 1000, 3));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f yolo"));
  j.Add(Corrected("f", 1000, 2));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("superseded labels f"));
}

// Whatever else the frame goes through, it is judged beside it.
TEST_F(JoinCorrectionsTest, AreApartFromTheFrameItself) {
  Joining j(Waiting({"yolo"}));
  j.Add(Corrected("f", 1000, 2));
  j.Add(Labels("f", 1000));
  j.Add(SentAgain("f", 1000, 2));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f yolo"));
  j.Add(Predictions("f", 1000));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f yolo"));
  j.Add(Labels("f", 1000, 3));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("label_only f"));
  EXPECT_EQ(j.recorder.corrections, 2u);
}

// Else what is open after a restart would not be read again.
TEST_F(JoinCorrectionsTest, ReadingBeginsAgainAtTheFirstOneThatIsOpen) {
  Joining j(Waiting({"yolo"}));
  const auto pass = [&j](int from, int to) {
    for (int i = from; i < to; ++i) {
      j.Add(Labels("f" + std::to_string(i), 1000 + i));
      j.Add(Predictions("f" + std::to_string(i), 1000 + i));
    }
  };
  pass(0, 300);
  j.Add(Corrected("f7", 1007, 2));  // offset 300
  pass(300, 3000);
  EXPECT_EQ(j.join.RewindOffset(Side::kLabels), 300);
  EXPECT_GT(j.join.RewindOffset(Side::kPredictions), 2000);
  j.Add(SentAgain("f7", 1007, 2));
  EXPECT_GT(j.join.RewindOffset(Side::kLabels), 2000);
}

}  // namespace
}  // namespace labelwatch
