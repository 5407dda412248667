#include "consumers/task.h"

#include <gmock/gmock.h>

#include <numeric>

#include "consumers/summary.h"
#include "schema/message_json.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Results : public Outputs {
 public:
  void Judged(const JoinedFrame& frame, const Calibration&, const Judgement&, const Inspector&) override {
    judged.push_back(std::string(frame.labels.frame_id) + " " + std::to_string(frame.labels.labels.size()) + "/" +
                     std::to_string(frame.predictions.size()));
  }
  void Refused(const Record& record, Rejection reason) override {
    refused.emplace_back(RejectionWord(reason));
    refused_values.emplace_back(record.value);
    refused_keys.emplace_back(record.key);
  }
  std::vector<std::string> judged, refused, refused_values, refused_keys;
};

class TaskTest : public testing::Test {
 protected:
  std::string Labels(const std::string& id, const std::string& class_name = "dog", std::uint64_t revision = 0) {
    LabeledFrame frame;
    frame.frame_id = id;
    frame.label_revision = revision;
    frame.event_time_ms = 1;
    frame.source = "camera";
    frame.image_width = 640;
    frame.image_height = 480;
    frame.annotator = "ann";
    frame.labels.resize(1);
    frame.labels[0].class_id = names_.classes.Add(class_name);
    frame.labels[0].shape = {ShapeKind::kBox, {10, 10, 50, 50}, {}};
    std::string bytes;
    Encode(frame, names_.classes, bytes);
    return bytes;
  }
  std::string Predictions(const std::string& id, std::string_view model = "yolo") {
    PredictedFrame frame;
    frame.frame_id = id;
    frame.model = model;
    frame.event_time_ms = 1;
    frame.predictions.resize(1);
    frame.predictions[0].class_id = names_.classes.Add("dog");
    frame.predictions[0].score = 0.9;
    frame.predictions[0].shape = {ShapeKind::kBox, {10, 10, 50, 50}, {}};
    std::string bytes;
    Encode(frame, names_.classes, bytes);
    return bytes;
  }
  void Add(Side side, const std::string& value) {
    task_.Add({side, "key", value, offsets_[static_cast<std::size_t>(side)]++, 1}, 1);
  }
  std::uint64_t Outcome(Side side, labelwatch::Outcome outcome) {
    return counts_.outcomes[static_cast<std::size_t>(side)][static_cast<std::size_t>(outcome)];
  }
  void Finish() {
    task_.Finish();
    counts_ = task_.TakeCounts();
    // Conservation: at the end of all input every record has its outcome.
    for (std::size_t side = 0; side < kSides; ++side) {
      EXPECT_EQ(std::accumulate(counts_.outcomes[side].begin(), counts_.outcomes[side].end(), std::uint64_t{0}),
                counts_.records[side]);
    }
  }

  Names names_;
  WorkingCopy learning_{{}, names_.classes};
  Results results_;
  Task task_{{}, names_, learning_, results_};
  StreamCounts counts_;
  std::int64_t offsets_[kSides] = {0, 0};
};

TEST_F(TaskTest, OfExchangedTopicsAllIsRefusedWhenItMeets) {
  for (const std::string id : {"f", "g", "h"}) {
    Add(Side::kPredictions, Labels(id));
    Add(Side::kLabels, Predictions(id));
  }
  EXPECT_THAT(results_.refused, SizeIs(6));  // before the end of all input
  Finish();
  EXPECT_EQ(Outcome(Side::kLabels, Outcome::kDeadLettered), 3u);
  EXPECT_EQ(Outcome(Side::kPredictions, Outcome::kDeadLettered), 3u);
}

TEST_F(TaskTest, JudgesLabelsTogetherWithPredictions) {
  Add(Side::kLabels, Labels("f"));
  Add(Side::kPredictions, Predictions("f"));
  EXPECT_THAT(results_.judged, ElementsAre("f 1/1"));
  Finish();
  EXPECT_EQ(Outcome(Side::kLabels, Outcome::kJoined), 1u);
  EXPECT_EQ(Outcome(Side::kPredictions, Outcome::kJoined), 1u);
  EXPECT_EQ(counts_.frames, 1u);
}

TEST_F(TaskTest, LabelsAloneAreJudgedAndPredictionsAloneAreNot) {
  Add(Side::kLabels, Labels("labels"));
  Add(Side::kPredictions, Predictions("predictions"));
  Finish();
  EXPECT_THAT(results_.judged, ElementsAre("labels 1/0"));
  EXPECT_EQ(Outcome(Side::kLabels, Outcome::kLabelOnly), 1u);
  EXPECT_EQ(Outcome(Side::kPredictions, Outcome::kPredictionOnly), 1u);
}

TEST_F(TaskTest, WhatCannotBeReadIsRefusedWithItsBytesAndReason) {
  Add(Side::kLabels, "");
  Add(Side::kLabels, "\x01garbage");
  Add(Side::kPredictions, "{not json");
  EXPECT_THAT(results_.refused, ElementsAre("empty", "framing", "bad_json"));
  EXPECT_THAT(results_.refused_values, ElementsAre("", "\x01garbage", "{not json"));
  EXPECT_THAT(results_.refused_keys, ElementsAre("key", "key", "key"));
  Finish();
  EXPECT_EQ(Outcome(Side::kLabels, Outcome::kDeadLettered), 2u);
  EXPECT_EQ(counts_.rejections[1][static_cast<std::size_t>(Rejection::kBadJson)], 1u);
}

TEST_F(TaskTest, ModelsBeyondTheLimitAreCountedAndNotPutOut) {
  TaskOptions options;
  options.join.models = {"z"};
  options.inspect.max_models = 2;
  Task task(options, names_, learning_, results_);
  for (const char* model : {"c", "a", "b", "z"}) {
    task.Add({Side::kPredictions, "key", Predictions("f", model), 0, 1}, 1);
  }
  task.Add({Side::kLabels, "key", Labels("f"), 0, 1}, 1);
  EXPECT_THAT(results_.judged, ElementsAre("f 1/2"));
  const StreamCounts counts = task.TakeCounts();
  EXPECT_THAT(counts.models_not_heard, ElementsAre(2, 0));
  EXPECT_EQ(counts.outcomes[1][static_cast<std::size_t>(Outcome::kJoined)], 4u);
  EXPECT_EQ(counts.Of(Dimension::kModel).size(), 3u) << "others and the two that were heard";
}

// The envelope is fine, the inside is not: noticed only when both sides are there.
TEST_F(TaskTest, DamageInsideOneSideLeavesTheOtherAsIfAlone) {
  const std::string broken = Labels("f", std::string(2000, 'x'));  // a class name beyond the limit
  Add(Side::kLabels, broken);
  Add(Side::kPredictions, Predictions("f"));
  EXPECT_THAT(results_.judged, IsEmpty());
  EXPECT_THAT(results_.refused, ElementsAre("bad_text"));
  EXPECT_THAT(results_.refused_values, ElementsAre(broken));
  Finish();
  EXPECT_EQ(Outcome(Side::kLabels, Outcome::kDeadLettered), 1u);
  EXPECT_EQ(Outcome(Side::kPredictions, Outcome::kPredictionOnly), 1u);
}

TEST_F(TaskTest, FramedMessagesAreJudgedAndRefusedWithTheirOwnBytes) {
  const std::string json = *MessageToJson(Labels("f"), Side::kLabels);
  Add(Side::kLabels, json);
  Add(Side::kPredictions, std::string("\0\0\0\0\x07\0", 6) + Predictions("f"));
  EXPECT_THAT(results_.judged, ElementsAre("f 1/1"));
  const std::string broken = *MessageToJson(Labels("g", std::string(2000, 'x')), Side::kLabels);
  Add(Side::kLabels, broken);
  Add(Side::kPredictions, Predictions("g"));
  EXPECT_THAT(results_.refused_values, ElementsAre(broken));
  Finish();
}

TEST_F(TaskTest, ACorrectedFrameIsJudgedAgainAndCountsOnceForRates) {
  Add(Side::kLabels, Labels("f", "dog", 1));
  Add(Side::kPredictions, Predictions("f"));
  const SeriesSums once = task_.Series();
  ASSERT_THAT(once.blocks, SizeIs(1));
  Add(Side::kLabels, Labels("f", "cat", 2));
  EXPECT_THAT(results_.judged, ElementsAre("f 1/1", "f 1/0"));
  EXPECT_EQ(task_.Counts().corrected_frames, 1u);
  EXPECT_EQ(task_.Series().blocks, once.blocks);
}

TEST_F(TaskTest, RebuildingIsSilent) {
  task_.StartRebuild({1});
  Add(Side::kLabels, Labels("done"));
  Add(Side::kPredictions, Predictions("done"));
  Add(Side::kLabels, Labels("open"));
  Add(Side::kLabels, "");
  task_.EndRebuild(1);
  EXPECT_THAT(results_.judged, IsEmpty());
  EXPECT_THAT(results_.refused, IsEmpty());
  EXPECT_EQ(task_.TakeCounts().records[0], 0u);
  Add(Side::kPredictions, Predictions("open"));
  EXPECT_THAT(results_.judged, ElementsAre("open 1/1"));
}

TEST_F(TaskTest, TheSameRecordsLearnTheSame) {
  const auto learn = [this] {
    Names names;
    WorkingCopy learning({}, names.classes);
    Results results;
    Task task({}, names, learning, results);
    for (int i = 0; i < 100; ++i) {
      const std::string id = "f" + std::to_string(i);
      const std::string labels = Labels(id, i % 3 ? "dog" : "cat"), predictions = Predictions(id);
      task.Add({Side::kLabels, id, labels, i, i}, i);
      task.Add({Side::kPredictions, id, predictions, i, i}, i);
    }
    return learning.Current();
  };
  const auto first = learn(), second = learn();
  EXPECT_GT(first->version, 5u);
  ASSERT_EQ(first->models.size(), 1u);
  EXPECT_EQ(*first->models[0], *second->models[0]);
}

TEST_F(TaskTest, TheSummarySaysWhatBecameOfTheRecords) {
  Add(Side::kLabels, Labels("f"));
  Add(Side::kPredictions, Predictions("f"));
  Add(Side::kLabels, "");
  Finish();
  const std::string text = CountsText(counts_);
  EXPECT_THAT(text, HasSubstr("frames with labels: 2 read, 1 joined, 1 dead_lettered"));
  EXPECT_THAT(text, HasSubstr("refused as empty: 1"));
  EXPECT_THAT(text, HasSubstr("judged: 1 frame with 1 label"));
  EXPECT_THAT(CountsJson(counts_), HasSubstr(R"("labels":{"read":2,"joined":1)"));
}

TEST_F(TaskTest, FramesCountForTheRegimeThatTheirAttributeNames) {
  TaskOptions options;
  options.rates.regime = "timeofday";
  Task task(options, names_, learning_, results_);
  std::int64_t offset = 0;
  for (const char* json : {R"({"frameId":"a","labels":[{"className":"dog"}],"attributes":{"timeofday":"night"}})",
                           R"({"frameId":"b","labels":[{"className":"dog"}],"attributes":{"weather":"night"}})"}) {
    task.Add({Side::kLabels, "key", json, offset++, 1}, 1);
  }
  task.Finish();
  std::vector<std::string> regimes;
  for (const SeriesBlock& block : task.Series().blocks) regimes.push_back(block.regime);
  EXPECT_THAT(regimes, testing::UnorderedElementsAre("night", ""));
}

}  // namespace
}  // namespace labelwatch
