// Whatever is killed, readers of committed messages see every flagged frame once.

#include <gmock/gmock.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

#include "broker.h"
#include "child.h"
#include "consumers/kafka/clients.h"
#include "consumers/kafka/flagged_reader.h"
#include "consumers/kafka/publisher.h"
#include "producing.h"

namespace labelwatch {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class RecoveryTest : public KafkaTest {
 protected:
  static std::string Log(const KafkaOptions& kafka) { return BrokerFolder() + "/" + kafka.group + ".log"; }
  static std::string Said(const KafkaOptions& kafka) {
    std::ostringstream text;
    text << std::ifstream(Log(kafka)).rdbuf();
    return text.str();
  }
};

// Frame ids, for the binary has a judge of its own, so that ids of flagged frames differ from those made here.
std::multiset<std::string> FlaggedFrameIds(const KafkaOptions& kafka) {
  std::multiset<std::string> ids;
  const auto read = ReadFlagged(kafka, [&](FlaggedFrame frame) { ids.insert(frame.frame_id); });
  EXPECT_TRUE(read) << read.error().message;
  return ids;
}

std::multiset<std::string> WrongFrames(int count) {
  std::multiset<std::string> ids;
  MemoryStream stream(MakeFrames(count));
  for (const auto& [id, bytes] : JudgeHere(stream, FrozenTask())) ids.insert(DecodeFlaggedFrame(bytes)->frame_id);
  return ids;
}

bool Always(const StreamProgress&) { return true; }

// Labels only, then predictions only: at the kill the join is full of open frames, which the restart must rebuild.
void SendSides(const KafkaOptions& kafka, const std::vector<OwnedRecord>& frames, Side side) {
  ForeignProducer producer(kafka, {{"partitioner", "murmur2_random"}, {"linger.ms", "20"}});
  for (const OwnedRecord& frame : frames) {
    if (frame.side != side) continue;
    producer.Send(side == Side::kLabels ? kafka.topics.labels : kafka.topics.predictions, frame.key, frame.value);
  }
}

TEST_F(RecoveryTest, KilledInTheMiddleAndStartedAgainGivesEachFlaggedFrameOnce) {
  KafkaOptions kafka = Options();
  kafka.workers = 2;
  constexpr int kFrames = 20'000, kKills = 4;
  TaskOptions task = FrozenTask();
  task.join.window_ms = 60'000;  // 600 frames
  MemoryStream stream(MakeFrames(kFrames));
  // In small batches, and with so short a queue that librdkafka fetches once a second: the kills fall into the middle.
  KafkaOptions slow = kafka;
  slow.properties["batch.num.messages"] = "100";
  slow.properties["queued.min.messages"] = "100";
  slow.properties["fetch.message.max.bytes"] = "10000";
  ASSERT_TRUE(Publish(stream, slow, 4, Always));
  const std::string config = WriteConfig(slow, task, BrokerFolder());
  std::int64_t seen = 0;
  for (int kills = 0; kills < kKills; ++kills) {
    Child child(config, Log(kafka), false);
    std::int64_t now = seen;
    const auto went_on = [&] {
      EXPECT_TRUE(child.Running()) << Said(kafka);
      now = CommittedOf(kafka, kafka.topics.labels, 4);
      return !child.Running() || now > seen;
    };
    ASSERT_TRUE(WaitUntil(went_on)) << seen << " " << Said(kafka);
    seen = now;
    child.Signal(SIGKILL);
    EXPECT_EQ(child.Wait(), 128 + SIGKILL);
  }
  EXPECT_LT(seen, kFrames);
  Child last(WriteConfig(kafka, task, BrokerFolder()), Log(kafka), true);
  EXPECT_EQ(last.Wait(), 0) << Said(kafka);
  EXPECT_EQ(FlaggedFrameIds(kafka), WrongFrames(kFrames)) << Said(kafka);
}

TEST_F(RecoveryTest, OpenFramesAreRebuiltAfterAKill) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 2, 2);
  const auto frames = MakeFrames(2000);
  const std::string config = WriteConfig(kafka, FrozenTask(), BrokerFolder());
  SendSides(kafka, frames, Side::kLabels);
  {
    Child child(config, Log(kafka), false);
    // Killed when all labels are read and committed, and every frame is open.
    const auto committed = [&] {
      EXPECT_TRUE(child.Running()) << Said(kafka);
      return !child.Running() || CommittedOf(kafka, kafka.topics.labels, 2) == 2000;
    };
    ASSERT_TRUE(WaitUntil(committed)) << Said(kafka);
    child.Signal(SIGKILL);
    child.Wait();
  }
  SendSides(kafka, frames, Side::kPredictions);
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  // The labels were counted as read before the kill; here they end.
  EXPECT_EQ(summary->counts.records[0], 0u);
  EXPECT_EQ(summary->counts.records[1], 2000u);
  EXPECT_EQ(Outcomes(summary->counts, Side::kLabels, Outcome::kJoined), 2000u);
  EXPECT_EQ(Outcomes(summary->counts, Side::kPredictions, Outcome::kJoined), 2000u);
  EXPECT_EQ(FlaggedFrameIds(kafka), WrongFrames(2000));
}

// Both sides of all frames lie ready; the join has room for a fraction of the window that it is rebuilt from.
TEST_F(RecoveryTest, ASmallBufferIsRebuiltWithoutLosingFrames) {
  KafkaOptions kafka = Options();
  kafka.properties["queued.min.messages"] = "100";  // fetched once a second, so that there is a middle
  TaskOptions task = FrozenTask();
  task.join.max_frames = 200;
  MemoryStream published(MakeFrames(2000));
  ASSERT_TRUE(Publish(published, kafka, 1, Always));
  StreamCounts counts;
  {
    ServiceRun run;
    std::optional<Result<Summary>> result;
    std::jthread service([&](std::stop_token stop) { result = run.Go(kafka, task, false, stop); });
    ASSERT_TRUE(WaitUntil([&] { return run.metrics.Totals().frames > 0; }));
    service.request_stop();
    service.join();
    ASSERT_TRUE(result->has_value()) << result->error().message;
    counts = (*result)->counts;
  }
  EXPECT_LT(counts.frames, 2000u);
  ServiceRun run;
  const auto rest = run.Go(kafka, task);
  ASSERT_TRUE(rest) << rest.error().message;
  counts.Add(rest->counts);
  EXPECT_EQ(Outcomes(counts, Side::kLabels, Outcome::kJoined), 2000u);
  EXPECT_EQ(Outcomes(counts, Side::kPredictions, Outcome::kJoined), 2000u);
  EXPECT_EQ(FlaggedFrameIds(kafka), WrongFrames(2000));
}

// A service that runs while its broker is gone. Its 8,000 records are published in two halves.
class OutageTest : public RecoveryTest {
 protected:
  void SetUp() override {
    RecoveryTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    kafka_ = Options();
    kafka_.unreachable_ms = 1'000;
    PublishHalf(0);
    service_ = std::jthread([this](std::stop_token stop) {
      result_ = run_.Go(kafka_, FrozenTask(), false, stop);
      ended_ = true;
    });
  }

  void PublishHalf(int half) {
    const auto frames = MakeFrames(4000);
    MemoryStream records({frames.begin() + half * 4000, frames.begin() + (half + 1) * 4000});
    ASSERT_TRUE(Publish(records, kafka_, 2, Always));
  }

  std::size_t Judged() const { return run_.metrics.Totals().frames; }
  bool SessionEnds() const {
    return WaitUntil([&] {
      return std::ranges::any_of(run_.health.ReasonsNotReady(), [](const std::string& reason) {
        return reason.find("no partitions assigned") != std::string::npos;
      });
    });
  }

  void ExpectThatNothingIsLost() {
    PublishHalf(1);
    ASSERT_TRUE(WaitUntil([&] { return Judged() == 4000 || ended_; }));
    service_.request_stop();
    service_.join();
    ASSERT_TRUE(result_->has_value()) << result_->error().message;
    EXPECT_EQ((*result_)->counts.frames, 4000u);
    EXPECT_EQ(FlaggedFrameIds(kafka_), WrongFrames(4000));
  }

  KafkaOptions kafka_;
  ServiceRun run_;
  std::optional<Result<Summary>> result_;  // of the service, once `ended_`
  std::atomic<bool> ended_ = false;
  std::jthread service_;
};

// Somebody else joins under the name of the service's only worker, so that the broker fences the service.
bool TakeName(const KafkaOptions& kafka) {
  auto member = MakeGroupConsumer(kafka, 0, {});
  if (!member) return false;
  const KafkaPartitions topics = MakePartitions(1);
  rd_kafka_topic_partition_list_add(topics.get(), kafka.topics.labels.c_str(), RD_KAFKA_PARTITION_UA);
  rd_kafka_subscribe(member->get(), topics.get());
  const bool joined = WaitUntil([&] {
    const KafkaMessage message(rd_kafka_consumer_poll(member->get(), 50));
    rd_kafka_topic_partition_list_t* assigned = nullptr;
    if (rd_kafka_assignment(member->get(), &assigned) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
    return KafkaPartitions(assigned)->cnt > 0;
  });
  rd_kafka_consumer_close(member->get());
  return joined;
}

TEST_F(OutageTest, BrokerThatIsKilledAndComesBackCostsNothing) {
  ASSERT_TRUE(WaitUntil([&] { return Judged() > 0; }));
  KillBroker();
  StartBroker();
  ExpectThatNothingIsLost();
}

TEST_F(OutageTest, BrokerThatIsGoneForLongerThanTheSessionCostsNothing) {
  ASSERT_TRUE(WaitUntil([&] { return Judged() > 0; }));
  KillBroker();
  ASSERT_TRUE(SessionEnds());
  StartBroker();
  ExpectThatNothingIsLost();
}

TEST_F(OutageTest, WithoutABrokerTheServiceIsNeitherReadyNorLiveAndGoesOnByItself) {
  ASSERT_TRUE(WaitUntil([&] { return run_.health.ReasonsNotReady().empty() && Judged() == 2000; }));
  KillBroker();
  const auto now_ms = [] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
  ASSERT_TRUE(WaitUntil([&] {
    return std::ranges::any_of(run_.health.ReasonsNotReady(),
                               [](const std::string& reason) { return reason.starts_with("brokers: no answer"); });
  }));
  EXPECT_THAT(run_.health.Stalled(now_ms()), Contains(StartsWith("brokers: no progress")));
  EXPECT_THAT(run_.metrics.Text(), HasSubstr("\nlabelwatch_broker_reachable 0\n"));
  StartBroker();
  ASSERT_TRUE(WaitUntil([&] { return run_.health.ReasonsNotReady().empty(); }));
  EXPECT_THAT(run_.health.Stalled(now_ms()), Not(Contains(StartsWith("brokers"))));
  EXPECT_THAT(run_.metrics.Text(), HasSubstr("\nlabelwatch_broker_reachable 1\n"));
  ExpectThatNothingIsLost();
}

// The outage is told, not what it led to; the next start goes on where the last commit was.
TEST_F(RecoveryTest, StoppedWithoutABrokerItSaysThatNoneAnswers) {
  KafkaOptions kafka = Options();
  kafka.unreachable_ms = 1'000;
  MemoryStream published(MakeFrames(2000));
  ASSERT_TRUE(Publish(published, kafka, 1, Always));
  KafkaOptions never = kafka;
  never.commit_interval_ms = 3'600'000;
  ServiceRun run;
  std::optional<Result<Summary>> result;
  std::jthread service([&](std::stop_token stop) { result = run.Go(never, FrozenTask(), false, stop); });
  ASSERT_TRUE(WaitUntil([&] {
    const auto tasks = run.metrics.Tasks();
    return tasks.size() == 1 && tasks[0].sides[0].position == 2000 && tasks[0].sides[1].position == 2000;
  }));
  KillBroker();
  ASSERT_TRUE(WaitUntil([&] {
    return std::ranges::any_of(run.health.ReasonsNotReady(),
                               [](const std::string& reason) { return reason.starts_with("brokers: no answer"); });
  }));
  service.request_stop();
  service.join();
  ASSERT_FALSE(result->has_value());
  EXPECT_THAT(result->error().message, StartsWith("kafka: no answer from 127.0.0.1:"));
  StartBroker();
  ServiceRun next;
  ASSERT_TRUE(next.Go(kafka, FrozenTask()));
  EXPECT_EQ(FlaggedFrameIds(kafka), WrongFrames(2000));
}

TEST_F(RecoveryTest, AStartWaitsForABroker) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 1, 1);
  KillBroker();
  ServiceRun run;
  std::optional<Result<Summary>> result;
  std::jthread service([&](std::stop_token stop) { result = run.Go(kafka, FrozenTask(), true, stop); });
  EXPECT_TRUE(WaitUntil([&] {
    return std::ranges::any_of(run.health.ReasonsNotReady(),
                               [](const std::string& reason) { return reason.starts_with("brokers: no answer yet"); });
  }));
  StartBroker();
  service.join();
  EXPECT_TRUE(*result) << result->error().message;
}

TEST_F(RecoveryTest, AStartWithoutABrokerEndsAndSaysWhereToLook) {
  KafkaOptions kafka = Options();
  kafka.brokers = "127.0.0.1:1";
  kafka.wait_ms = 100;
  const auto result = ServiceRun().Go(kafka, FrozenTask());
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, AllOf(HasSubstr("127.0.0.1:1"), HasSubstr("kafka.brokers")));
}

// A broker that comes back can know the service by an older member id; a member that takes the name stands for it.
TEST_F(OutageTest, ServiceThatIsFencedAfterItsSessionEndedJoinsAgain) {
  ASSERT_TRUE(WaitUntil([&] { return Judged() == 2000; }));
  KillBroker();
  ASSERT_TRUE(SessionEnds());
  StartBroker();
  ASSERT_TRUE(WaitUntil([&] { return run_.health.ReasonsNotReady().empty(); }));
  ASSERT_TRUE(TakeName(kafka_));
  ExpectThatNothingIsLost();
}

TEST_F(RecoveryTest, TerminationCommitsWhatWasRead) {
  const KafkaOptions kafka = Options();
  const auto frames = MakeFrames(1000);
  MemoryStream published(frames);
  ASSERT_TRUE(Publish(published, kafka, 2, Always));
  const std::string config = WriteConfig(kafka, FrozenTask(), BrokerFolder());
  Child child(config, Log(kafka), false);
  ASSERT_TRUE(WaitUntil([&] { return CommittedOf(kafka, kafka.topics.labels, 2) > 0; })) << Said(kafka);
  child.Signal(SIGTERM);
  EXPECT_EQ(child.Wait(), 0) << Said(kafka);
  EXPECT_THAT(Said(kafka), HasSubstr("frames with labels: "));  // the summary
  ServiceRun run;
  ASSERT_TRUE(run.Go(kafka, FrozenTask()));
  EXPECT_EQ(FlaggedFrameIds(kafka), WrongFrames(1000));
}

TEST_F(RecoveryTest, AtLeastOnceAfterAKillLosesNothingAndRepeatsWithTheSameId) {
  KafkaOptions kafka = Options();
  kafka.delivery = Delivery::kAtLeastOnce;
  MakeTopics(kafka, 2, 2);
  const std::string config = WriteConfig(kafka, FrozenTask(), BrokerFolder());
  {
    Child child(config, Log(kafka), false);
    ASSERT_TRUE(WaitUntil([&] { return Said(kafka).find("reading labels") != std::string::npos; })) << Said(kafka);
    MemoryStream published(MakeFrames(5000));
    ASSERT_TRUE(Publish(published, kafka, 0, Always));
    ASSERT_TRUE(WaitUntil([&] { return !FlaggedFrameIds(kafka).empty(); }));
    child.Signal(SIGKILL);
    child.Wait();
  }
  Child last(config, Log(kafka), true);
  EXPECT_EQ(last.Wait(), 0) << Said(kafka);
  std::map<std::string, std::set<std::string>> ids_of_frame;
  ASSERT_TRUE(ReadFlagged(kafka, [&](FlaggedFrame frame) { ids_of_frame[frame.frame_id].insert(frame.id); }));
  EXPECT_EQ(ids_of_frame.size(), 500u);
  for (const auto& [frame_id, ids] : ids_of_frame) EXPECT_EQ(ids.size(), 1u) << frame_id;
}

}  // namespace
}  // namespace labelwatch
