// Frames whose pictures are far away: they wait, in their order, several at once, and no longer than the budget says.

#include <gmock/gmock.h>

#include <numeric>

#include "consumers/task.h"
#include "tests/consumers/picture_server.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;

class JudgedFrames : public Outputs {
 public:
  void Judged(const JoinedFrame& frame, const Calibration&, const Judgement&, const Inspector&) override {
    ids.emplace_back(frame.labels.frame_id);
  }
  void Refused(const Record& record, Rejection) override { ids.push_back("refused " + std::string(record.value)); }
  std::vector<std::string> ids;
};

class TaskPicturesTest : public testing::Test {
 protected:
  TaskPicturesTest() {
    options_.images.fetch = true;
    options_.images.allowed_hosts = {server_.Host()};
    options_.images.timeout_ms = 3'600'000;
    options_.images.in_flight = 4;
    options_.images.budget_ms = 0;
  }

  void Start() { task_.emplace(options_, names_, learning_, judged_); }
  // `path`: of the picture; empty: there is none.
  void Add(const std::string& id, const std::string& path, Side side = Side::kLabels) {
    std::string bytes;
    LabeledFrame labels;
    PredictedFrame predicted;
    labels.frame_id = predicted.frame_id = id;
    const std::string uri = path.empty() ? "" : "http://" + server_.Host() + path;
    labels.image_uri = uri;
    labels.labels.resize(1);
    predicted.model = "yolo";
    side == Side::kLabels ? Encode(labels, names_.classes, bytes) : Encode(predicted, names_.classes, bytes);
    task_->Add({side, "key", bytes, offset_++, 1}, 1);
  }
  void AddFrame(const std::string& id, const std::string& path) {
    Add(id, "", Side::kPredictions);
    Add(id, path);
  }
  std::uint64_t Images(const StreamCounts& counts, ImageOutcome outcome) {
    return counts.images[static_cast<std::size_t>(outcome)];
  }

  PictureServer server_;
  TaskOptions options_;
  Names names_;
  WorkingCopy learning_{{}, names_.classes};
  JudgedFrames judged_;
  std::optional<Task> task_;
  std::int64_t offset_ = 0;
};

// Each of the four comes only when all have been asked for.
TEST_F(TaskPicturesTest, AreFetchedSeveralAtOnceAndTheFramesKeepTheirOrder) {
  Start();
  for (const char* id : {"a", "b", "c", "d"}) AddFrame(id, "/four.jpg");
  AddFrame("without", "");
  EXPECT_THAT(judged_.ids, ElementsAre("a")) << "four wait";
  task_->Settle();
  EXPECT_THAT(judged_.ids, ElementsAre("a", "b", "c", "d", "without"));
  const StreamCounts counts = task_->TakeCounts();
  EXPECT_EQ(Images(counts, ImageOutcome::kUnsupported), 4u) << "the bytes are no picture";
  EXPECT_EQ(Images(counts, ImageOutcome::kNoReference), 1u);
  EXPECT_EQ(counts.frames, 5u);
  EXPECT_EQ(std::accumulate(counts.outcomes[0].begin(), counts.outcomes[0].end(), 0u), 5u);
}

// Pictures that never come would take an hour each.
TEST_F(TaskPicturesTest, TakeNoMoreThanTheBudgetBetweenTwoCommits) {
  options_.images.budget_ms = 100;
  Start();
  for (int i = 0; i < 20; ++i) AddFrame("f" + std::to_string(i), "/never.jpg");
  task_->Settle();
  const StreamCounts counts = task_->TakeCounts();
  EXPECT_EQ(counts.frames, 20u);
  EXPECT_EQ(Images(counts, ImageOutcome::kNotLookedAt), 20u);
  AddFrame("next", "/never.jpg");
  task_->Finish();
  EXPECT_EQ(judged_.ids.back(), "next");
}

TEST_F(TaskPicturesTest, ManyFramesThatEndAtOnceShareOneBudget) {
  options_.images.budget_ms = 100;
  Start();
  for (int i = 0; i < 50; ++i) Add("f" + std::to_string(i), "/never.jpg");  // without predictions: open
  EXPECT_TRUE(judged_.ids.empty());
  task_->Finish();
  EXPECT_EQ(judged_.ids.size(), 50u);
}

}  // namespace
}  // namespace labelwatch
