// Alarms over a real broker: those of a replay, once each, whatever is killed on the way.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "broker.h"
#include "child.h"
#include "consumers/act_text.h"
#include "consumers/alarm_text.h"
#include "consumers/backtest/backtest.h"
#include "consumers/file_rates.h"
#include "consumers/kafka/act_writer.h"
#include "consumers/kafka/publisher.h"
#include "consumers/kafka/rates_state.h"
#include "consumers/kafka/tally_reader.h"
#include "consumers/kafka/topic_reader.h"
#include "consumers/replay.h"
#include "detectors/learning/next_calibration.h"
#include "detectors/rates/rates_stage.h"
#include "frames.h"
#include "producing.h"
#include "schema/tally_codec.h"

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
  ASSERT_TRUE(ReadTallies(kafka, {[&](const Tally& tally) { backtest.Add(tally); },
                                  [&](const RatesAct& act, std::int64_t said_ms) { backtest.Add(act, said_ms); }}));
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

TEST_F(RatesKafkaTest, ANewOwnerDrawsWhatWasFollowedBefore) {
  const KafkaOptions kafka = Options();
  const auto records = Stream();
  const auto cut = records.begin() + static_cast<std::ptrdiff_t>(records.size() * 11 / 12);
  const auto publish = [&](std::vector<OwnedRecord> part) {
    MemoryStream stream(std::move(part));
    ASSERT_TRUE(Publish(stream, kafka, 1, [](const StreamProgress&) { return true; }));
  };
  publish({records.begin(), cut});
  ServiceRun first;
  ASSERT_TRUE(first.Go(kafka, RatesTask()));
  ASSERT_NE(first.rates.Now(), nullptr);
  EXPECT_GE(first.rates.Now()->alarmed, 1U);
  EXPECT_THAT(first.rates.Now()->html, testing::HasSubstr("annotator bob: missing rose to"));
  publish({cut, records.end()});
  ServiceRun second;
  ASSERT_TRUE(second.Go(kafka, RatesTask()));
  ASSERT_NE(second.rates.Now(), nullptr);
  const std::string html = second.rates.Now()->html;
  EXPECT_GE(second.rates.Now()->alarmed, 1U);
  EXPECT_THAT(html, testing::HasSubstr("its alarm stands since before this process followed it"));
  EXPECT_THAT(html, testing::HasSubstr(">22:15</text>")) << "the stream began at 22:13, its last part at 22:31";
}

// Half of the stream, an act, the other half: in this process, and by the service.
RatesAct ActOn(ActKind kind, const std::string& group) {
  RatesAct act;
  act.group = group;
  act.act = kind;
  act.who = "maria";
  act.why = "test";
  act.which = {Dimension::kAnnotator, "bob", {}, {}, {}};
  if (kind == ActKind::kSilence) act.until_ms = kStartMs * 2;
  if (kind == ActKind::kBudget) {
    act.which = {};
    act.false_alarms = 1e-3;
    act.period_ms = 3'600'000;
  }
  return act;
}

TEST_F(RatesKafkaTest, ActsTakeEffectAtTheirPlaceBetweenTheTalliesAsInOneProcess) {
  KafkaOptions kafka = Options();
  const auto records = Stream();
  const auto half = records.begin() + static_cast<std::ptrdiff_t>(records.size() / 2);
  const auto publish = [&](std::vector<OwnedRecord> part) {
    MemoryStream stream(std::move(part));
    ASSERT_TRUE(Publish(stream, kafka, 1, [](const StreamProgress&) { return true; }));
  };
  publish({records.begin(), half});
  ServiceRun first;
  ASSERT_TRUE(first.Go(kafka, RatesTask()));
  // What this program knows of a topic that another group shares is nothing to it.
  ASSERT_TRUE(WriteAct(kafka, ActOn(ActKind::kRenew, "another group")));
  for (const ActKind kind : {ActKind::kRenew, ActKind::kBudget, ActKind::kSilence}) {
    const auto written = WriteAct(kafka, ActOn(kind, kafka.group));
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_GT(written->offset, 0);
  }
  publish({half, records.end()});
  ServiceRun second;
  ASSERT_TRUE(second.Go(kafka, RatesTask()));
  const std::string text = second.metrics.Text();
  for (const char* act : {"renew", "budget", "silence"}) {
    EXPECT_NE(text.find("labelwatch_rate_acts_total{act=\"" + std::string(act) + "\",outcome=\"applied\"} 1"),
              std::string::npos)
        << act;
  }

  // The tallies and acts on the topic, through a stage of this process.
  RatesStage stage(RatesTask().rates, 1);
  std::vector<std::string> expected;
  ASSERT_TRUE(ReadTopic(kafka, kafka.topics.tallies, [&](const rd_kafka_message_t& message) {
    const std::string_view bytes(static_cast<const char*>(message.payload), message.len);
    const std::int64_t said_ms = rd_kafka_message_timestamp(&message, nullptr);
    if (LooksLikeRatesAct(bytes)) {
      const auto act = DecodeRatesAct(bytes);
      EXPECT_TRUE(act);
      if (act->group != kafka.group) return true;
      stage.Take(*act, said_ms);
      expected.push_back(ActJson(stage.Acts().Last().back()));
    } else {
      stage.Take(*DecodeTally(bytes), said_ms);
    }
    for (const AlarmEvent& event : stage.TakeEvents()) expected.push_back(AlarmJson(event, {}));
    return true;
  }));
  std::ranges::sort(expected);
  EXPECT_EQ(AlarmsOnTopic(kafka), expected);
  EXPECT_EQ(stage.Acts().Last().size(), 3U);
  // And what the topic of the state keeps is what that stage has.
  const auto kept = ReadRates(kafka);
  ASSERT_TRUE(kept && kept->stage);
  EXPECT_EQ(kept->stage->acts.budget, stage.Acts().State().budget);
  EXPECT_EQ(kept->stage->acts.silences, stage.Acts().State().silences);
  EXPECT_EQ(kept->stage->acts.last, stage.Acts().State().last);
  EXPECT_EQ(kept->stage->frames_per_false_alarm, stage.FramesPerFalseAlarm());
  for (const SeriesState& series : kept->series) {
    EXPECT_TRUE(series.name.value != "bob" || series.baseline_version == 2 || !series.baseline);
  }
  // A backtest over the topic takes them, too.
  Backtest backtest(InLabelTime(RatesTask().rates));
  const auto read =
      ReadTallies(kafka, {[&](const Tally& tally) { backtest.Add(tally); },
                          [&](const RatesAct& act, std::int64_t said_ms) { backtest.Add(act, said_ms); }});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->acts, 3U);
  EXPECT_EQ(read->others, 1U);  // of the other group
  EXPECT_EQ(backtest.Stage().Acts().State().budget, stage.Acts().State().budget);
  EXPECT_EQ(backtest.Stage().Acts().State().silences, stage.Acts().State().silences);
}

// `labelwatch rates ...`: exit code, then what it says.
std::string Say(const std::string& arguments) {
  FILE* const said = popen((LABELWATCH_BINARY " rates " + arguments + " 2>&1").c_str(), "r");
  std::string text;
  char part[4096];
  for (std::size_t n = 0; (n = fread(part, 1, sizeof part, said)) > 0;) text.append(part, n);
  const int status = pclose(said);
  return std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : -1) + "\n" + text;
}

TEST_F(RatesKafkaTest, TheCommandShowsHowRatesStandAndWritesWhatMeetsSome) {
  using testing::HasSubstr;
  using testing::Not;
  using testing::StartsWith;
  const KafkaOptions kafka = Options();
  PublishStream(kafka, 1);
  ServiceRun first;
  ASSERT_TRUE(first.Go(kafka, RatesTask()));
  const std::string config = " --config " + WriteConfig(kafka, RatesTask(), BrokerFolder());
  const std::string alarms = Say("show --alarms" + config);
  EXPECT_THAT(alarms, StartsWith("0\n"));
  EXPECT_THAT(alarms, HasSubstr("annotator bob, "));
  EXPECT_THAT(alarms, HasSubstr("alarm since 2023-11-14"));
  EXPECT_THAT(alarms, Not(HasSubstr("annotator ann, ")));

  const std::string which = "--dimension annotator --value bob --why 'new guideline'";
  EXPECT_THAT(Say("renew --dry-run " + which + config), Not(HasSubstr("written")));
  const std::string nobody = Say("renew --value nobody --why w" + config);
  EXPECT_THAT(nobody, StartsWith("2\n"));
  EXPECT_THAT(nobody, HasSubstr("nothing was written"));
  const std::string renewed = Say("renew --who maria " + which + config);
  EXPECT_THAT(renewed, StartsWith("0\n"));
  EXPECT_THAT(renewed, HasSubstr("written to topic " + kafka.topics.tallies));
  ServiceRun second;
  ASSERT_TRUE(second.Go(kafka, RatesTask()));
  const std::string all = Say("show" + config);
  EXPECT_THAT(all, HasSubstr("renew annotator bob: \"new guideline\" (maria), "));
  EXPECT_THAT(all, Not(HasSubstr("nobody")));
  EXPECT_THAT(Say("show --json --value bob" + config), Not(HasSubstr("\"state\":\"alarm\"")));
}

TEST_F(RatesKafkaTest, AnActThatCannotBeReadIsCountedAndHoldsNothingUp) {
  const KafkaOptions kafka = Options();
  PublishStream(kafka, 1);
  ServiceRun first;
  ASSERT_TRUE(first.Go(kafka, RatesTask()));
  std::string damaged = EncodeRatesAct(ActOn(ActKind::kRenew, kafka.group));
  damaged.resize(damaged.size() - 3);
  ForeignProducer(kafka, {}).Send(kafka.topics.tallies, "act", damaged);
  ServiceRun second;
  ASSERT_TRUE(second.Go(kafka, RatesTask()));
  EXPECT_NE(second.metrics.Text().find("labelwatch_tallies_total{outcome=\"refused\"} 1"), std::string::npos);
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
