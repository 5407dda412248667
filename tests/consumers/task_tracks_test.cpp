// Tracks through a task: findings over the frames of a sequence, and the same findings after a restart.

#include <gmock/gmock.h>

#include "consumers/task.h"

namespace labelwatch {
namespace {

constexpr std::int64_t kStart = 1'000'000, kStep = 100;

class TrackFindings : public Outputs {
 public:
  void Judged(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
              const Inspector& inspector) override {
    ++frames;
    for (const Finding& finding : judgement.findings) {
      if (finding.kind != Kind::kTrack) continue;
      const FindingRecord record = inspector.Describe(frame, calibration, finding);
      sentences.push_back(record.frame_id + ": " + record.evidence + " " + std::to_string(record.score));
    }
  }
  void Refused(const Record&, Rejection) override { ADD_FAILURE(); }
  std::vector<std::string> sentences;
  std::size_t frames = 0;
};

class TaskTracksTest : public testing::Test {
 protected:
  // Three cars; one is absent in every seventh frame, one changes its id now and then, one its class.
  std::string Labels(int i) {
    const std::string id = "f" + std::to_string(i), new_id = std::to_string(i / 9 + 100);
    LabeledFrame frame;
    frame.frame_id = id;
    frame.sequence = i % 2 ? "odd" : "even";
    frame.sequence_index = i / 2;
    frame.event_time_ms = said_ ? kStart + i * kStep : 0;
    const auto add = [&](std::string_view track, const char* class_name, double x) {
      Label& label = frame.labels.emplace_back();
      label.track_id = track;
      label.class_id = names_.classes.Add(class_name);
      label.shape = {ShapeKind::kBox, {x + i, 10, x + i + 50, 60}, {}};
    };
    if (i % 7 != 0) add("flickers", "car", 10);
    add(new_id, "car", 200);
    add("switches", i % 11 == 0 ? "truck" : "car", 400);
    std::string bytes;
    Encode(frame, names_.classes, bytes);
    return bytes;
  }
  std::string Predictions(int i) {
    const std::string id = "f" + std::to_string(i);
    PredictedFrame frame;
    frame.frame_id = id;
    frame.model = "yolo";
    frame.event_time_ms = said_ ? kStart + i * kStep : 0;
    std::string bytes;
    Encode(frame, names_.classes, bytes);
    return bytes;
  }
  void Add(Task& task, int i, Side side) {
    const std::string value = side == Side::kLabels ? Labels(i) : Predictions(i);
    task.Add({side, "key", value, i, kStart + i * kStep}, kStart + i * kStep);
  }

  void FindTheSameAfterARewind();

  bool said_ = true;  // messages say when the frame was taken; else Kafka's time counts
  Names names_;
  TaskOptions options_ = [] {
    TaskOptions options;
    options.join.window_ms = 30 * kStep;
    options.inspect.frozen = true;
    return options;
  }();
};

void TaskTracksTest::FindTheSameAfterARewind() {
  constexpr int kFrames = 200;
  // Predictions come some frames behind the labels, and for every fifth frame never.
  const auto step = [this](Task& task, int i) {
    Add(task, i, Side::kLabels);
    if (i >= 4 && (i - 4) % 5 != 0) Add(task, i - 4, Side::kPredictions);
  };
  TrackFindings whole;
  WorkingCopy learning(options_.inspect, names_.classes);
  {
    Task task(options_, names_, learning, whole);
    for (int i = 0; i < kFrames; ++i) step(task, i);
  }
  ASSERT_GT(whole.sentences.size(), 30u);

  for (const int killed_after : {1, 2, 17, 60, 100, 101, 150, 198}) {
    TrackFindings before, after;
    std::int64_t rewind[kSides], watermark;
    StreamCounts counts;
    {
      Task task(options_, names_, learning, before);
      for (int i = 0; i < killed_after; ++i) step(task, i);
      for (const Side side : {Side::kLabels, Side::kPredictions}) {
        rewind[static_cast<std::size_t>(side)] = task.Join().RewindOffset(side);
      }
      watermark = task.Join().Watermark();
    }
    Task task(options_, names_, learning, after);
    task.StartRebuild({watermark});
    // One side after the other, as a broker may deliver them.
    if (rewind[1] >= 0) {
      for (int i = static_cast<int>(rewind[1]); i + 4 < killed_after; ++i) {
        if (i % 5 != 0) Add(task, i, Side::kPredictions);
      }
    }
    for (int i = static_cast<int>(rewind[0]); i < killed_after; ++i) Add(task, i, Side::kLabels);
    task.EndRebuild(kStart + killed_after * kStep);
    EXPECT_EQ(after.frames, 0u);
    EXPECT_EQ(task.TakeCounts().frames, 0u);
    for (int i = killed_after; i < kFrames; ++i) step(task, i);

    before.sentences.insert(before.sentences.end(), after.sentences.begin(), after.sentences.end());
    EXPECT_EQ(before.sentences, whole.sentences) << "killed after " << killed_after;
    EXPECT_EQ(before.frames + after.frames, whole.frames);
  }
}

TEST_F(TaskTracksTest, AKilledTaskFindsTheSameAfterARewind) { FindTheSameAfterARewind(); }

TEST_F(TaskTracksTest, SoDoesOneWhoseFramesHaveKafkasTimeOnly) {
  said_ = false;
  FindTheSameAfterARewind();
}

TEST_F(TaskTracksTest, SequencesAreBoundedAndWhatIsForgottenIsCountedOnce) {
  TrackFindings findings;
  options_.inspect.tracks.sequences = 1;
  WorkingCopy learning(options_.inspect, names_.classes);
  Task task(options_, names_, learning, findings);
  for (int i = 0; i < 20; ++i) {
    Add(task, i, Side::kLabels);
    Add(task, i, Side::kPredictions);
  }
  EXPECT_EQ(task.Sequences(), 1u);
  const std::uint64_t dropped = task.TakeCounts().sequences_dropped;
  EXPECT_EQ(dropped, 19u);  // two sequences take turns
  EXPECT_EQ(task.TakeCounts().sequences_dropped, 0u);
}

TEST_F(TaskTracksTest, SwitchedOffNothingIsFound) {
  options_.inspect.tracks.enabled = false;
  TrackFindings findings;
  WorkingCopy learning(options_.inspect, names_.classes);
  Task task(options_, names_, learning, findings);
  for (int i = 0; i < 50; ++i) {
    Add(task, i, Side::kLabels);
    Add(task, i, Side::kPredictions);
  }
  EXPECT_EQ(findings.frames, 50u);
  EXPECT_THAT(findings.sentences, testing::IsEmpty());
}

}  // namespace
}  // namespace labelwatch
