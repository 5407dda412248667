// Alarms over a real broker: those of a replay, once each, whatever is killed on the way.

#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <sstream>

#include "broker.h"
#include "child.h"
#include "consumers/alarm_text.h"
#include "consumers/backtest/backtest.h"
#include "consumers/file_rates.h"
#include "consumers/kafka/publisher.h"
#include "consumers/kafka/tally_reader.h"
#include "consumers/kafka/topic_reader.h"
#include "consumers/replay.h"
#include "detectors/learning/next_calibration.h"
#include "detectors/rates/rates_stage.h"
#include "frames.h"
#include "producing.h"

namespace labelwatch {
namespace {

constexpr int kFrames = 12'000, kBadFrom = 8'000;

// Each tenth frame is wrong, all of them by Ann; later also each fifth of Bob's.
std::vector<OwnedRecord> Stream() {
  return MakeFrames(kFrames, 0, kStartMs,
                    [](int i) { return i % 20 == 0 || (i >= kBadFrom && i % 2 == 1 && i % 5 == 0); });
}

TaskOptions RatesTask() {
  TaskOptions task = FrozenTask();
  task.rates.tick_ms = 2'000;  // of 20 frames
  task.rates.lateness_ms = 0;
  task.rates.budget_ms = 3'600'000;
  return task;
}

// What one stage in this process tells of the stream, up to the ticks that the service closes.
std::vector<std::string> AlarmsHere() {
  const TaskOptions options = RatesTask();
  Names names;
  WorkingCopy copy(options.inspect, names.classes);
  class : public Outputs {
    void Judged(const JoinedFrame&, const Calibration&, const Judgement&, const Inspector&) override {}
    void Refused(const Record&, Rejection) override {}
  } nothing;
  Task task(options, names, copy, nothing);
  RatesStage stage(options.rates);
  MemoryStream stream(Stream());
  EXPECT_TRUE(Replay(stream, task, [](const StreamProgress&, Task&) { return true; }));
  stage.Take(task.Series(), task.LabelClock());
  std::vector<std::string> alarms;
  for (const AlarmEvent& event : stage.TakeEvents()) alarms.push_back(AlarmJson(event, {}));
  std::ranges::sort(alarms);
  return alarms;
}

class RatesKafkaTest : public KafkaTest {
 protected:
  static void PublishStream(const KafkaOptions& kafka, int partitions) {
    MemoryStream stream(Stream());
    ASSERT_TRUE(Publish(stream, kafka, partitions, [](const StreamProgress&) { return true; }));
  }
  static std::vector<std::string> AlarmsOnTopic(const KafkaOptions& kafka) {
    std::vector<std::string> alarms;
    EXPECT_TRUE(ReadTopic(kafka, kafka.topics.alarms, [&](const rd_kafka_message_t& message) {
      alarms.emplace_back(static_cast<const char*>(message.payload), message.len);
      return true;
    }));
    std::ranges::sort(alarms);
    return alarms;
  }
};

TEST_F(RatesKafkaTest, AlarmsAreThoseOfAReplay) {
  const auto expected = AlarmsHere();
  ASSERT_FALSE(expected.empty());
  EXPECT_TRUE(std::ranges::any_of(expected, [](const std::string& alarm) {
    return alarm.find("\"value\":\"bob\"") != std::string::npos && alarm.find("raised") != std::string::npos;
  }));
  KafkaOptions kafka = Options();
  kafka.workers = 2;
  PublishStream(kafka, 2);
  ServiceRun run;
  const auto summary = run.Go(kafka, RatesTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(AlarmsOnTopic(kafka), expected);
  // What stands on the topic of tallies tells the same; behind its end nothing is late, so more ticks close.
  Backtest backtest(InLabelTime(RatesTask().rates));
  ASSERT_TRUE(ReadTallies(kafka, [&](const Tally& tally) { backtest.Add(tally); }));
  backtest.Finish();
  std::vector<std::string> again;
  for (const AlarmEvent& event : backtest.Alarms()) again.push_back(AlarmJson(event, {}));
  std::ranges::sort(again);
  EXPECT_TRUE(std::ranges::includes(again, expected));
  const std::string text = run.metrics.Text();
  EXPECT_NE(text.find("labelwatch_rate_owner 1"), std::string::npos);
  EXPECT_NE(text.find("labelwatch_rate_alarm{dimension=\"annotator\",value=\"bob\""), std::string::npos);
}

TEST_F(RatesKafkaTest, KilledAgainAndAgainEveryAlarmIsToldOnce) {
  KafkaOptions kafka = Options();
  kafka.properties["queued.min.messages"] = "100";
  kafka.properties["fetch.message.max.bytes"] = "10000";
  {
    KafkaOptions producer = Options();
    producer.properties["batch.num.messages"] = "100";
    PublishStream(producer, 1);
  }
  const std::string config = WriteConfig(kafka, RatesTask(), BrokerFolder());
  const std::string log = BrokerFolder() + "/" + kafka.group + ".log";
  KafkaOptions rates = kafka;
  rates.group += ".rates";
  std::int64_t seen = 0;
  for (int i = 0; i < 3; ++i) {
    Child child(config, log, false);
    std::int64_t now = seen;
    ASSERT_TRUE(WaitUntil([&] {
      now = CommittedOf(rates, kafka.topics.tallies, 1);
      return !child.Running() || now > seen;
    }));
    ASSERT_TRUE(child.Running());
    seen = now;
    child.Signal(SIGKILL);
    child.Wait();
  }
  ServiceRun run;
  const auto summary = run.Go(kafka, RatesTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(AlarmsOnTopic(kafka), AlarmsHere());
}

TEST_F(RatesKafkaTest, AStateThatCannotBeReadLetsTheSeriesLearnAnew) {
  const KafkaOptions kafka = Options();
  PublishStream(kafka, 1);
  ServiceRun first;
  ASSERT_TRUE(first.Go(kafka, RatesTask()));
  ForeignProducer(kafka, {}).Send(kafka.topics.rates, kafka.group + "\n", "no state");
  ForeignProducer(kafka, {}).Send(kafka.topics.tallies, "x", "no tally");
  ServiceRun second;
  const auto summary = second.Go(kafka, RatesTask());
  ASSERT_TRUE(summary) << summary.error().message;
}

}  // namespace
}  // namespace labelwatch
