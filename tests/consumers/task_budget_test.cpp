// A task keeps the budget of flagged frames, also of frames that teach nothing.

#include <gtest/gtest.h>

#include "consumers/task.h"
#include "detectors/labels/random.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

class FlaggedFrames : public Outputs {
 public:
  void Judged(const JoinedFrame&, const Calibration&, const Judgement& judgement, const Inspector&) override {
    flagged += judgement.flagged ? 1 : 0;
  }
  void Refused(const Record&, Rejection) override { ADD_FAILURE(); }
  int flagged = 0;
};

// Each frame has two labels at nearly one place: a duplicate whose score is drawn anew for each frame.
class TaskBudgetTest : public testing::Test {
 protected:
  TaskBudgetTest() {
    options_.inspect.flag_per_1000 = 50;
    options_.inspect.flag_half_life = 1e12;
    options_.join.models = {"yolo"};
  }

  std::string Labels(const std::string& id) {
    LabeledFrame frame;
    frame.frame_id = id;
    frame.event_time_ms = 1;
    frame.image_width = frame.image_height = 200;
    frame.labels.resize(2);
    for (Label& label : frame.labels) {
      label.class_id = names_.classes.Add("dog");
      label.shape = {ShapeKind::kBox, {10, 10, 110, 110}, {}};
    }
    frame.labels[1].shape.bounds.x_max += random_.Uniform(30, 60);
    std::string bytes;
    Encode(frame, names_.classes, bytes);
    return bytes;
  }

  std::string Predictions(const std::string& id) {
    PredictedFrame frame;
    frame.frame_id = id;
    frame.model = "yolo";
    frame.event_time_ms = 1;
    frame.trained_on_this_frame = true;
    std::string bytes;
    Encode(frame, names_.classes, bytes);
    return bytes;
  }

  // How many of 4,000 frames are flagged.
  int Flagged(bool with_predictions) {
    WorkingCopy learning(options_.inspect, names_.classes);
    FlaggedFrames results;
    Task task(options_, names_, learning, results);
    for (int i = 0; i < 4000; ++i) {
      const std::string id = "f" + std::to_string(i), labels = Labels(id), predictions = Predictions(id);
      task.Add({Side::kLabels, id, labels, i, i}, i);
      if (with_predictions) task.Add({Side::kPredictions, id, predictions, i, i}, i);
    }
    task.Finish();
    EXPECT_TRUE(learning.Current()->models.empty()) << "something was learned";
    EXPECT_NEAR(learning.Current()->budget->frames, 4000, 0.01) << "all were counted";
    return results.flagged;
  }

  Names names_;
  TaskOptions options_;
  Random random_{5};
};

TEST_F(TaskBudgetTest, FramesWithoutPredictionsKeepIt) { EXPECT_NEAR(Flagged(false), 200, 30); }

TEST_F(TaskBudgetTest, FramesThatTheModelWasTrainedOnKeepIt) { EXPECT_NEAR(Flagged(true), 200, 30); }

TEST_F(TaskBudgetTest, WithoutABudgetEachIsFlaggedByItsProbability) {
  options_.inspect.flag_per_1000 = 0;
  options_.inspect.flag_probability = 1e-5;
  WorkingCopy learning(options_.inspect, names_.classes);
  FlaggedFrames results;
  Task task(options_, names_, learning, results);
  task.Add({Side::kLabels, "f", Labels("f"), 0, 0}, 0);
  task.Finish();
  EXPECT_EQ(results.flagged, 1);
}

}  // namespace
}  // namespace labelwatch
