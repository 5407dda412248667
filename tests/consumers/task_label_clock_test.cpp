// When labels were made, as far as it is believed: the clock by which rates close their ticks.

#include <gmock/gmock.h>

#include <algorithm>

#include "consumers/task.h"

namespace labelwatch {
namespace {

constexpr std::int64_t kCame = 1'700'000'000'000, kTick = 60'000;

class TaskLabelClockTest : public testing::Test {
 protected:
  // A frame whose labels say that they were made then; 0: they do not say.
  void Judge(std::int64_t labeled_at_ms) {
    const std::string id = "f" + std::to_string(next_);
    LabeledFrame frame;
    frame.frame_id = id;
    frame.event_time_ms = kCame;
    frame.labeled_at_ms = labeled_at_ms;
    frame.labels.resize(1);
    frame.labels[0].class_id = names_.classes.Add("dog");
    frame.labels[0].shape = {ShapeKind::kBox, {10, 10, 50, 50}, {}};
    PredictedFrame none;
    none.frame_id = id;
    none.model = "yolo";
    none.event_time_ms = kCame;
    std::string labels, predictions;
    Encode(frame, names_.classes, labels);
    Encode(none, names_.classes, predictions);
    task_.Add({Side::kLabels, id, labels, next_, kCame}, kCame);
    task_.Add({Side::kPredictions, id, predictions, next_, kCame}, kCame);
    ++next_;
  }
  std::int64_t LastTick() const {
    std::int64_t last = 0;
    for (const SeriesBlock& block : task_.Series().blocks) last = std::max(last, block.tick_ms);
    return last;
  }

  class : public Outputs {
    void Judged(const JoinedFrame&, const Calibration&, const Judgement&, const Inspector&) override {}
    void Refused(const Record&, Rejection) override {}
  } nothing_;
  Names names_;
  WorkingCopy learning_{{}, names_.classes};
  Task task_{{}, names_, learning_, nothing_};
  std::int64_t next_ = 0;
};

TEST_F(TaskLabelClockTest, LabelsThatSayNothingWereMadeWhenTheyCame) {
  Judge(0);
  EXPECT_EQ(task_.LabelClock(), kCame);
}

TEST_F(TaskLabelClockTest, OldLabelsDoNotTurnItBack) {
  Judge(kCame - 5 * kTick);
  EXPECT_EQ(task_.LabelClock(), kCame - 5 * kTick);
  Judge(kCame - 2 * kTick);
  Judge(kCame - 90 * kTick);
  EXPECT_EQ(task_.LabelClock(), kCame - 2 * kTick);
}

// One annotator with a wrong clock would close the ticks of all others.
TEST_F(TaskLabelClockTest, LabelsOfTheFutureMoveItNoFurtherThanABitBeyondTheirRecord) {
  Judge(1000 * kCame);
  const std::int64_t most = kCame + TaskOptions{}.rates.max_ahead_ms;
  EXPECT_EQ(task_.LabelClock(), most);
  EXPECT_GT(LastTick(), kCame - kTick);
  EXPECT_LE(LastTick(), most);
}

}  // namespace
}  // namespace labelwatch
