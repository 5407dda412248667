// Publish, run, read: the service over a real broker gives what judging the same files in this process gives.

#include <gmock/gmock.h>

#include <regex>

#include "broker.h"
#include "consumers/kafka/flagged_reader.h"
#include "consumers/kafka/publisher.h"
#include "frames.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class PublishRunTest : public KafkaTest {};

bool Always(const StreamProgress&) { return true; }

Result<std::unique_ptr<RecordStream>> OpenSample() {
  const std::string sample = LABELWATCH_REPOSITORY "/deploy/sample";
  return OpenRecordStream({sample + "/labels_staged.json"}, {{"xl", sample + "/detections_yolo-fastest-1.1-xl.json"},
                                                             {"small", sample + "/detections_yolo-fastest-1.1.json"}});
}

// As text; labels that do not say when they were made are of the time of their record, which is that of publishing.
FlaggedMessages WithoutLabelTime(FlaggedMessages messages) {
  static const std::regex kTime(R"re("labeled_?[aA]t_?[uU]nix_?[mM]s": ?"[0-9]*",?)re");
  for (auto& [id, bytes] : messages) bytes = std::regex_replace(FlaggedFrameToJson(bytes).value(), kTime, "");
  return messages;
}

TEST_F(PublishRunTest, SampleFilesGiveTheSameFlaggedFramesAsInProcess) {
  const KafkaOptions kafka = Options();
  const TaskOptions task = FrozenTask({"small", "xl"});
  auto published = OpenSample(), judged = OpenSample();
  ASSERT_TRUE(published && judged);
  const auto sent = Publish(**published, kafka, 1, Always);
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->labels, 57u);

  ServiceRun run;
  const auto summary = run.Go(kafka, task);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->counts.frames, 57u);
  EXPECT_EQ(summary->counts.records[0], sent->labels);
  EXPECT_EQ(summary->counts.records[1], sent->predictions);

  const FlaggedMessages expected = JudgeHere(**judged, task), flagged = ReadFlaggedMessages(kafka);
  EXPECT_GT(expected.size(), 20u);
  EXPECT_THAT(Differences(WithoutLabelTime(expected), WithoutLabelTime(flagged)), IsEmpty());
  EXPECT_EQ(summary->counts.flagged_frames, expected.size());
}

TEST_F(PublishRunTest, WhatTheInputIsNotStandsInTheSummary) {
  const KafkaOptions kafka = Options();
  const std::string swapped = LABELWATCH_REPOSITORY "/tests/real_use/cases/class_ids_swapped";
  auto published = OpenRecordStream({swapped + "/l.json"}, {{"m", swapped + "/p.json"}});
  ASSERT_TRUE(published && Publish(**published, kafka, 1, Always));
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask({"m"}));
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_THAT(summary->input_warnings, testing::ElementsAre(HasSubstr("m calls nearly every car person (66 of 66)")));
}

TEST_F(PublishRunTest, ManyPartitionsAndWorkersGiveTheSameAndEveryRecordEndsOnce) {
  KafkaOptions kafka = Options();
  kafka.workers = 3;
  const auto frames = MakeFrames(5000, 7);
  MemoryStream published(frames), judged(frames);
  ASSERT_TRUE(Publish(published, kafka, 4, Always));
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  for (const Side side : {Side::kLabels, Side::kPredictions}) {
    EXPECT_EQ(summary->counts.records[static_cast<std::size_t>(side)], 5000u);
    EXPECT_EQ(Outcomes(summary->counts, side), 5000u);
    EXPECT_EQ(Outcomes(summary->counts, side, Outcome::kJoined), 5000u);
  }
  const FlaggedMessages expected = JudgeHere(judged, FrozenTask());
  EXPECT_THAT(expected, SizeIs(500));
  EXPECT_THAT(Differences(expected, ReadFlaggedMessages(kafka)), IsEmpty());
}

// Both topics hold all frames; the join has room for a fortieth of them.
TEST_F(PublishRunTest, ASmallBufferMakesReadingSlowerAndLosesNothing) {
  const KafkaOptions kafka = Options();
  constexpr std::size_t kFrames = 20'000;
  MemoryStream published(MakeFrames(kFrames));
  ASSERT_TRUE(Publish(published, kafka, 1, Always));
  TaskOptions task = FrozenTask();
  task.join.max_frames = kFrames / 40;
  ServiceRun run;
  const auto summary = run.Go(kafka, task);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(Outcomes(summary->counts, Side::kLabels, Outcome::kJoined), kFrames);
}

TEST_F(PublishRunTest, AModelThatNeverComesIsNamedForAlerts) {
  const KafkaOptions kafka = Options();
  MemoryStream published(MakeFrames(10));
  ASSERT_TRUE(Publish(published, kafka, 1, Always));
  TaskOptions task = FrozenTask();
  task.join.models = {"never"};
  ServiceRun run;
  const auto summary = run.Go(kafka, task);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->counts.frames, 10u);
  EXPECT_THAT(run.metrics.Text(), HasSubstr("\nlabelwatch_models_expected{model=\"never\"} 1\n"));
}

TEST_F(PublishRunTest, WhatIsJudgedAtTheEndIsNotJudgedAgain) {
  const KafkaOptions kafka = Options();
  auto frames = MakeFrames(100);
  // The last ten frames come without predictions: the end judges them as label-only.
  for (int i = 0; i < 10; ++i) frames.erase(frames.end() - 1 - i);
  MemoryStream first(frames);
  ASSERT_TRUE(Publish(first, kafka, 2, Always));
  {
    ServiceRun run;
    const auto summary = run.Go(kafka, FrozenTask());
    ASSERT_TRUE(summary) << summary.error().message;
    EXPECT_EQ(Outcomes(summary->counts, Side::kLabels, Outcome::kJoined), 90u);
    EXPECT_EQ(Outcomes(summary->counts, Side::kLabels, Outcome::kLabelOnly), 10u);
  }
  const FlaggedMessages flagged = ReadFlaggedMessages(kafka);
  ServiceRun again;
  const auto summary = again.Go(kafka, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->counts.records[0] + summary->counts.records[1], 0u);
  EXPECT_EQ(summary->counts.frames, 0u);
  EXPECT_THAT(Differences(flagged, ReadFlaggedMessages(kafka)), IsEmpty());
}

TEST_F(PublishRunTest, AtLeastOnceDeliversEverything) {
  KafkaOptions kafka = Options();
  kafka.delivery = Delivery::kAtLeastOnce;
  const auto frames = MakeFrames(2000);
  MemoryStream published(frames), judged(frames);
  ASSERT_TRUE(Publish(published, kafka, 3, Always));
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(Outcomes(summary->counts, Side::kLabels, Outcome::kJoined), 2000u);
  // Nothing went wrong, so nothing was sent twice either.
  EXPECT_THAT(Differences(JudgeHere(judged, FrozenTask()), ReadFlaggedMessages(kafka)), IsEmpty());
}

TEST_F(PublishRunTest, FlaggedReaderGivesTheFindings) {
  const KafkaOptions kafka = Options();
  MemoryStream frames(MakeFrames(20));
  ASSERT_TRUE(Publish(frames, kafka, 1, Always));
  ServiceRun run;
  ASSERT_TRUE(run.Go(kafka, FrozenTask()));
  std::vector<FlaggedFrame> flagged;
  const auto read = ReadFlagged(kafka, [&](FlaggedFrame frame) { flagged.push_back(std::move(frame)); });
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_THAT(flagged, SizeIs(2));
  EXPECT_EQ(flagged[0].frame_id, "frame-0000000");
  EXPECT_EQ(flagged[0].models, std::vector<std::string>{"model"});
  ASSERT_FALSE(flagged[0].findings.empty());
  for (const FindingRecord& finding : flagged[0].findings) EXPECT_TRUE(finding.flagged);
}

TEST_F(PublishRunTest, PublishingToMissingTopicsNamesTheRemedy) {
  MemoryStream frames(MakeFrames(1));
  const auto published = Publish(frames, Options(), 0, Always);
  ASSERT_FALSE(published);
  EXPECT_THAT(published.error().message, HasSubstr("--partitions"));
}

}  // namespace
}  // namespace labelwatch
