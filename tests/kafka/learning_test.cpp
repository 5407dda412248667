// What frames teach belongs to the commit: once for each frame, whatever is killed, in every process of the group.

#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <thread>

#include "broker.h"
#include "child.h"
#include "consumers/kafka/publisher.h"
#include "consumers/kafka/topic_reader.h"
#include "consumers/replay.h"
#include "detectors/learning/learning_stage.h"
#include "detectors/learning/next_calibration.h"
#include "frames.h"
#include "producing.h"
#include "schema/calibration_codec.h"
#include "schema/tally_codec.h"

namespace labelwatch {
namespace {

constexpr int kFrames = 8000;

class LearningKafkaTest : public KafkaTest {
 protected:
  static void PublishFrames(KafkaOptions kafka, int partitions) {
    kafka.properties["batch.num.messages"] = "100";
    MemoryStream stream(MakeFrames(kFrames));
    ASSERT_TRUE(Publish(stream, kafka, partitions, [](const StreamProgress&) { return true; }));
  }

  static std::string Log(const KafkaOptions& kafka) { return BrokerFolder() + "/" + kafka.group + ".log"; }
  static std::string Said(const KafkaOptions& kafka) {
    std::ostringstream text;
    text << std::ifstream(Log(kafka)).rdbuf();
    return text.str();
  }

  // Fetches little at a time, of what was sent in small batches, so that kills fall into the middle.
  static KafkaOptions Slow(KafkaOptions kafka) {
    kafka.properties["queued.min.messages"] = "100";
    kafka.properties["fetch.message.max.bytes"] = "10000";
    return kafka;
  }

  // A process of its own that is killed each time that it has committed something, then one that reads to the end.
  static void KillOften(const KafkaOptions& kafka, int partitions, int kills) {
    const std::string config = WriteConfig(Slow(kafka), LearningTask(), BrokerFolder());
    std::int64_t seen = 0;
    for (int i = 0; i < kills; ++i) {
      Child child(config, Log(kafka), false);
      std::int64_t now = seen;
      ASSERT_TRUE(WaitUntil([&] {
        now = CommittedOf(kafka, kafka.topics.labels, partitions);
        return !child.Running() || now > seen;
      })) << Said(kafka);
      ASSERT_TRUE(child.Running()) << Said(kafka);
      seen = now;
      child.Signal(SIGKILL);
      child.Wait();
    }
    EXPECT_LT(seen, kFrames) << "the kills came too late";
  }

  static std::uint64_t FramesOf(const LearningTally& block) { return block.frames; }
};

// The calibration of one task that reads the stream in this process.
std::string CalibrationOfReplay(const TaskOptions& options = LearningTask()) {
  Names names;
  LearningStage stage(FirstCalibration(options.inspect), options.inspect);
  WorkingCopy copy(options.inspect, names.classes, stage.Of("replay"));
  class : public Outputs {
    void Judged(const JoinedFrame&, const Calibration&, const Judgement&, const Inspector&) override {}
    void Refused(const Record&, Rejection) override {}
  } nothing;
  Task task(options, names, copy, nothing);
  MemoryStream stream(MakeFrames(kFrames));
  EXPECT_TRUE(Replay(stream, task, [](const StreamProgress&, Task&) { return true; }));
  return CalibrationToJson(*copy.Current());
}

TEST_F(LearningKafkaTest, OneWorkerOnOnePartitionEndsWithAReplaysCalibration) {
  const KafkaOptions kafka = Options();
  PublishFrames(kafka, 1);
  ServiceRun run;
  const auto summary = run.Go(kafka, LearningTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(CalibrationToJson(*run.calibration), CalibrationOfReplay());
}

TEST_F(LearningKafkaTest, KilledAgainAndAgainItEndsWithTheSameCalibration) {
  const KafkaOptions kafka = Options();
  PublishFrames(kafka, 1);
  KillOften(kafka, 1, 3);
  ServiceRun run;
  const auto summary = run.Go(kafka, LearningTask());
  ASSERT_TRUE(summary) << summary.error().message << Said(kafka);
  EXPECT_EQ(CalibrationToJson(*run.calibration), CalibrationOfReplay());
}

TEST_F(LearningKafkaTest, WithSeveralWorkersEveryCommittedFrameHasTaughtOnce) {
  KafkaOptions kafka = Options();
  kafka.workers = 2;
  PublishFrames(kafka, 4);
  KillOften(kafka, 4, 3);
  ServiceRun run;
  const auto summary = run.Go(kafka, LearningTask());
  ASSERT_TRUE(summary) << summary.error().message << Said(kafka);
  // What the calibration has, and what stands in the last open block of each worker.
  std::map<std::string, std::uint64_t> open;
  std::uint64_t judged = 0;
  ASSERT_TRUE(ReadTopic(kafka, kafka.topics.tallies, [&](const rd_kafka_message_t& message) {
    const auto tally = DecodeTally({static_cast<const char*>(message.payload), message.len});
    EXPECT_TRUE(tally) << tally.error().message;
    if (!tally) return false;
    open[tally->worker] = FramesOf(tally->lessons.open);
    judged += tally->frames;
    return true;
  }));
  EXPECT_EQ(judged, static_cast<std::uint64_t>(kFrames)) << "tallies speak of committed frames, each once";
  std::uint64_t taught = run.calibration->models.at(0)->frames;
  for (const auto& [worker, frames] : open) taught += frames;
  EXPECT_EQ(taught, static_cast<std::uint64_t>(kFrames));
}

// The limit of a topic is lowered under the service: a batch is refused, its transaction aborted, its input read again.
TEST_F(LearningKafkaTest, AnAbortedTransactionTeachesAndCountsNothing) {
  KafkaOptions kafka = Options();
  kafka.commit_interval_ms = 1000;  // so that batches grow
  TaskOptions task = LearningTask();
  task.inspect.flag_per_1000 = 100;
  const auto frames = MakeFrames(kFrames);
  const auto publish = [&](std::size_t from, std::size_t to) {
    MemoryStream part(
        {frames.begin() + static_cast<std::ptrdiff_t>(from), frames.begin() + static_cast<std::ptrdiff_t>(to)});
    ASSERT_TRUE(Publish(part, kafka, 1, [](const StreamProgress&) { return true; }));
  };
  publish(0, kFrames);
  ServiceRun run;
  std::stop_source stop;
  std::optional<Result<Summary>> result;
  std::thread service([&] { result.emplace(run.Go(kafka, task, false, stop.get_token())); });
  EXPECT_TRUE(WaitUntil([&] { return run.metrics.Totals().frames == kFrames / 2; }));
  SetTopic(kafka, kafka.topics.flagged, "max.message.bytes", "1500");
  publish(kFrames, 2 * kFrames);
  EXPECT_TRUE(WaitUntil([&] { return run.metrics.Totals().frames == kFrames; }));
  stop.request_stop();
  service.join();
  ASSERT_TRUE(result->has_value()) << result->error().message;
  EXPECT_EQ(run.metrics.Text().find("labelwatch_commit_failures_total 0\n"), std::string::npos)
      << "nothing was aborted";
  EXPECT_EQ((**result).counts.frames, static_cast<std::uint64_t>(kFrames));
  EXPECT_EQ((**result).counts.records, (std::array<std::uint64_t, 2>{kFrames, kFrames}));
  // To the end, where what is open counts for the budget as it does in a replay.
  ServiceRun last;
  ASSERT_TRUE(last.Go(kafka, task));
  EXPECT_EQ(CalibrationToJson(*last.calibration), CalibrationOfReplay(task));
}

TEST_F(LearningKafkaTest, TwoProcessesJudgeByOneCalibration) {
  KafkaOptions one = Options();
  KafkaOptions other = one;
  other.instance_id = "two";
  PublishFrames(one, 2);
  ServiceRun first, second;
  std::stop_source stop;
  std::optional<Result<Summary>> result;
  std::thread beside([&] { result.emplace(second.Go(other, LearningTask(), false, stop.get_token())); });
  const auto summary = first.Go(one, LearningTask());
  stop.request_stop();
  beside.join();
  ASSERT_TRUE(summary) << summary.error().message;
  ASSERT_TRUE(*result) << result->error().message;
  EXPECT_EQ(CalibrationToJson(*first.calibration), CalibrationToJson(*second.calibration));
  EXPECT_GT(first.calibration->models.at(0)->frames, 7000U);
}

TEST_F(LearningKafkaTest, WhatIsNoTallyIsCountedAndPassedOver) {
  const KafkaOptions kafka = Options();
  PublishFrames(kafka, 1);
  ServiceRun before, run;
  ASSERT_TRUE(before.Go(kafka, LearningTask()));
  ForeignProducer(kafka, {}).Send(kafka.topics.tallies, "x", "no tally");
  const auto summary = run.Go(kafka, LearningTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(CalibrationToJson(*run.calibration), CalibrationToJson(*before.calibration));
  EXPECT_NE(run.metrics.Text().find("labelwatch_tallies_total{outcome=\"refused\"} 1"), std::string::npos);
}

}  // namespace
}  // namespace labelwatch
