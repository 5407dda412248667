#include "consumers/join.h"

#include <gmock/gmock.h>

#include "tests/consumers/join_support.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(JoinTest, FirstPredictionsCompleteTheFrame) {
  Joining j;
  j.Add(Labels("f", 1));
  EXPECT_THAT(j.recorder.events, IsEmpty());
  j.Add(Predictions("f", 1));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f yolo"));
  EXPECT_EQ(j.join.Frames(), 0u);
  EXPECT_EQ(j.join.Bytes(), 0u);
}

TEST(JoinTest, WaitsForEveryModelAndOrdersThemByName) {
  Joining j(Waiting({"yolo", "detr"}));
  j.Add(Predictions("f", 1, "yolo"));
  j.Add(Labels("f", 1));
  EXPECT_THAT(j.recorder.events, IsEmpty());
  j.Add(Predictions("f", 1, "detr"));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f detr yolo"));
}

TEST(JoinTest, VersionsOfAModelLieSideBySideInOrder) {
  Joining j(Waiting({"yolo", "detr"}));
  j.Add(Labels("f", 1));
  j.Add(WithVersion("2", Predictions("f", 1, "detr")));
  j.Add(WithVersion("3", Predictions("f", 1, "detr")));
  j.Add(WithVersion("1", Predictions("f", 1, "yolo")));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f detr 2 detr 3 yolo 1"));
}

TEST(JoinTest, TheWatermarkEndsWhatWaitedAWindow) {
  Joining j;
  j.Add(Labels("alone", 1));
  j.Add(Predictions("unlabeled", 2));
  j.Add(Labels("later", 1 + kWindow));  // the other side still holds the watermark
  EXPECT_THAT(j.recorder.Take(), IsEmpty());
  j.Add(Predictions("later", 1 + kWindow));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined later yolo", "label_only alone"));
  j.Add(Predictions("last", 2 + kWindow));
  j.Add(Labels("last", 2 + kWindow));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined last yolo", "prediction_only predictions unlabeled"));
}

TEST(JoinTest, WithSomeModelsOnlyItIsJudgedWithThose) {
  Joining j(Waiting({"detr", "yolo"}));
  j.Add(Labels("f", 1));
  j.Add(Predictions("f", 1, "yolo"));
  j.join.Finish();
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f yolo"));
}

TEST(JoinTest, RepeatsAreDuplicatesOpenOrClosed) {
  Joining j;
  j.Add(Labels("f", 1));
  j.Add(Labels("f", 1));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("duplicate labels f"));
  j.Add(Predictions("f", 1));
  j.Add(Predictions("f", 1));
  j.Add(Labels("f", 1));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f yolo", "duplicate predictions f", "duplicate labels f"));
}

TEST(JoinTest, ANewerRevisionPushesTheParkedOneOut) {
  Joining j;
  j.Add(Labels("f", 1, 1));
  j.Add(Labels("f", 1, 2));
  j.Add(Labels("f", 1, 1));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("superseded labels f", "superseded labels f"));
  j.Add(Predictions("f", 1));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f yolo"));
}

TEST(JoinTest, WhatComesForAClosedFrameIsDecidedAtOnce) {
  Joining j;
  j.Add(Labels("f", 1, 1));
  j.Add(Predictions("f", 1, "yolo"));
  j.Add(Labels("f", 1, 2));
  j.Add(Predictions("f", 1, "detr"));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f yolo", "label_only f", "prediction_only predictions f"));
  EXPECT_EQ(j.join.Frames(), 0u);
}

TEST(JoinTest, WhatIsBehindTheWatermarkByTheWindowIsLate) {
  Joining j;
  j.Add(Labels("new", 1000));
  j.Add(Predictions("new", 1000));
  j.Add(Labels("edge", 1000 - kWindow));
  j.Add(Labels("inside", 1001 - kWindow));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined new yolo", "late edge"));  // judged alone
  j.Add(Labels("edge", 1000 - kWindow));
  j.Add(Predictions("edge", 1000 - kWindow));
  j.Add(Predictions("never labeled", 1000 - kWindow));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("duplicate labels edge", "prediction_only predictions edge",
                                             "late predictions never labeled"));
}

TEST(JoinTest, WhatComesLateForAnOpenFrameIsNotLate) {
  Joining j;
  j.Add(Labels("new", 1000));
  j.Add(Labels("open", 950));
  j.Add(Predictions("new", 1000));
  j.Add(Predictions("open", 1000 - kWindow));  // says another time
  EXPECT_THAT(j.recorder.events, ElementsAre("joined new yolo", "joined open yolo"));
}

TEST(JoinTest, AFullBufferEvictsTheOldest) {
  JoinOptions two;
  two.max_frames = 2;
  Joining j(two);
  for (const char* frame : {"a", "b", "c"}) j.Add(Labels(frame, 1));
  EXPECT_THAT(j.recorder.events, ElementsAre("evicted a"));  // judged alone
  EXPECT_EQ(j.join.Frames(), 2u);
  EXPECT_EQ(j.join.Fill(), 1.0);
  JoinOptions one_byte;
  one_byte.max_bytes = 1;
  Joining small(one_byte);
  small.Add(Labels("a", 1));
  EXPECT_THAT(small.recorder.events, ElementsAre("evicted a"));
  EXPECT_EQ(small.join.Bytes(), 0u);
}

TEST(JoinTest, AnEvictedFrameIsJudgedWithThePredictionsThatCame) {
  JoinOptions one = Waiting({"detr", "yolo"});
  one.max_frames = 1;
  Joining j(one);
  j.Add(Labels("f", 1));
  j.Add(Predictions("f", 1, "yolo"));
  j.Add(Labels("g", 1));
  EXPECT_THAT(j.recorder.events, ElementsAre("joined f yolo"));
}

TEST(JoinTest, PredictionsBeyondTheLimitOfAFrameAreSurplus) {
  JoinOptions two = Waiting({"yolo"});
  two.max_predictions = 2;
  Joining j(two);
  for (const char* model : {"a", "b", "c", "a"}) j.Add(Predictions("f", 1, model));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("surplus predictions f", "duplicate predictions f"));
  EXPECT_EQ(j.Open(), 2u);
  j.Add(Predictions("other", 1, "c"));  // each frame has its own
  j.Add(Labels("f", 1));
  j.Add(Predictions("f", 1, "yolo"));  // it is waited for
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f a b yolo"));
  j.join.Finish();
  EXPECT_EQ(j.recorder.outcomes, j.added);
}

TEST(JoinTest, VersionsOfOneModelShareItsPlace) {
  JoinOptions one = Waiting({"yolo", "detr"});
  one.max_predictions = 1;
  Joining j(one);
  for (const char* version : {"1", "2", "3"}) j.Add(WithVersion(version, Predictions("f", 1, "yolo")));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("surplus predictions f", "surplus predictions f"));
  j.Add(Labels("f", 1));
  j.Add(Predictions("f", 1, "detr"));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f detr yolo 1"));
}

TEST(JoinTest, TwoVersionsOfOneModelAreTwo) {  // while one is rolled out
  Joining j;
  j.Add(WithVersion("2", Predictions("f", 1, "yolo")));
  j.Add(WithVersion("1", Predictions("f", 1, "yolo")));
  j.Add(WithVersion("2", Predictions("f", 1, "yolo")));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("duplicate predictions f"));
  j.Add(Labels("f", 1));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f yolo 1 yolo 2"));
  j.Add(WithVersion("1", Predictions("f", 1, "yolo")));
  j.Add(WithVersion("3", Predictions("f", 1, "yolo")));
  EXPECT_THAT(j.recorder.Take(), ElementsAre("duplicate predictions f", "prediction_only predictions f"));
}

TEST(JoinTest, WhatIsForgottenIsCountedAndItsRepeatIsJudgedAgain) {
  JoinOptions options;
  options.remembered = 8;
  Joining j(options);
  for (int i = 0; i < 20; ++i) {
    j.Add(Labels("f" + std::to_string(i), 1));
    j.Add(Predictions("f" + std::to_string(i), 1));
  }
  EXPECT_EQ(j.join.Forgotten(), 32u);
  j.recorder.Take();
  for (const char* frame : {"f19", "f0"}) {
    j.Add(Labels(frame, 1));
    j.Add(Predictions(frame, 1));
  }
  EXPECT_THAT(j.recorder.events, ElementsAre("duplicate labels f19", "duplicate predictions f19", "joined f0 yolo"));
}

TEST(JoinTest, ASilentSideLetsGoAfterTheIdleTime) {
  JoinOptions options;
  options.idle_ms = 50;
  Joining j(options);
  j.Add(Predictions("f", 1), 1000);
  j.Add(Labels("f", 1), 1000);
  j.Add(Labels("alone", 2), 1001);
  j.Add(Labels("later", 3 + kWindow), 1040);
  EXPECT_THAT(j.recorder.Take(), ElementsAre("joined f yolo"));
  j.join.Advance(1051);  // the predictions have been silent for 51 ms
  EXPECT_THAT(j.recorder.Take(), ElementsAre("label_only alone"));
}

TEST(JoinTest, AgeEndsAFrameWhateverTheEventTime) {
  JoinOptions options;
  options.max_age_ms = 50;
  options.idle_ms = 0;
  Joining j(options);
  j.Add(Labels("f", 1), 1000);
  j.join.Advance(1049);
  EXPECT_THAT(j.recorder.events, IsEmpty());
  j.join.Advance(1050);
  EXPECT_THAT(j.recorder.events, ElementsAre("label_only f"));
}

TEST(JoinTest, HostileEventTimesAreJustTimesAndTheNextFrameIsStillJudged) {
  Joining j;
  for (const std::int64_t time : {INT64_MIN, INT64_MAX, std::int64_t{-1}, INT64_MIN + 1, INT64_MAX - 1}) {
    j.Add(Labels("f" + std::to_string(time), time));
    j.Add(Predictions("p" + std::to_string(time), time));
  }
  j.recorder.Take();
  j.Add(Labels("next", kNow));
  j.Add(Predictions("next", kNow));
  EXPECT_THAT(j.recorder.events, testing::Contains("joined next yolo"));
  j.join.Finish();
  EXPECT_EQ(j.recorder.outcomes, 12u);
}

}  // namespace
}  // namespace labelwatch
