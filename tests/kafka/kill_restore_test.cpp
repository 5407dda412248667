// Processes and the broker killed again and again during an incident: what stands on the topics in the end is what a
// group leaves there that nobody has disturbed.
//
//   LABELWATCH_KILLS=100 LABELWATCH_BROKER_KILLS=5 build/release/tests/kafka_test --gtest_filter='KillRestoreTest.*'
//
// Frames come in portions, so that at each kill some are on their way: in the fetch, in an open transaction of the
// judges or of the rates, between two topics of a transaction, in a start or in a take-over.

#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <sstream>

#include "broker.h"
#include "child.h"
#include "consumers/kafka/flagged_reader.h"
#include "consumers/kafka/publisher.h"
#include "consumers/kafka/topic_reader.h"
#include "detectors/labels/random.h"
#include "detectors/learning/next_calibration.h"
#include "detectors/rates/series_state.h"
#include "frames.h"
#include "producing.h"
#include "schema/calibration_codec.h"
#include "schema/tally_codec.h"

namespace labelwatch {
namespace {

constexpr int kFrames = 16'000, kBadFrom = 6'000, kBadUntil = 10'000;

// Each twentieth frame is wrong, all of them by Ann; in the middle also each fifth of Bob's.
std::vector<OwnedRecord> Stream() {
  return MakeFrames(kFrames, 4, kStartMs,
                    [](int i) { return i % 20 == 0 || (i >= kBadFrom && i < kBadUntil && i % 2 == 1 && i % 5 == 0); });
}

TaskOptions WithRates(TaskOptions task) {
  task.rates.tick_ms = 2'000;  // of 20 frames
  task.rates.lateness_ms = 0;
  task.rates.visit_gap_ms = 5'000;
  task.rates.budget_ms = 3'600'000;
  return task;
}

int FromEnvironment(const char* name, int otherwise) {
  const char* const text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoi(text);
}

// What a group leaves behind on its topics.
struct Left {
  std::multiset<std::string> flagged;  // ids of frames
  std::vector<std::string> alarms;     // in the order of their texts
  std::uint64_t frames = 0, flagged_frames = 0;
  std::uint64_t taught = 0;                   // frames that the calibration counts, with blocks that are not full yet
  std::map<std::string, std::string> states;  // of series, by key
  // Frames and flagged ones: by value, sequence, models, tick and kind.
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> rows;
  std::shared_ptr<const Calibration> calibration;
};

void AddRows(const SeriesSums& sums, Left& left) {
  for (const SeriesBlock& block : sums.blocks) {
    for (const SeriesRow& row : block.rows) {
      const SeriesValue& value = sums.values[row.value];
      for (std::size_t kind = 0; kind < kSeriesKinds; ++kind) {
        if ((block.kinds & Bit(static_cast<SeriesKind>(kind))) == 0) continue;
        auto& [frames, flagged] =
            left.rows[std::string(kDimensions[Place(value.dimension)].word) + ' ' + value.name + ' ' + block.sequence +
                      ' ' + block.models + ' ' + std::to_string(block.tick_ms) + ' ' + std::to_string(kind)];
        frames += row.frames;
        flagged += row.flagged[kind];
      }
    }
  }
}

Left ReadAll(const KafkaOptions& kafka) {
  Left left;
  const auto bytes = [](const void* data, std::size_t size) {
    return std::string(static_cast<const char*>(data), data == nullptr ? 0 : size);
  };
  EXPECT_TRUE(ReadFlagged(kafka, [&](FlaggedFrame frame) { left.flagged.insert(frame.frame_id); }));
  EXPECT_TRUE(ReadTopic(kafka, kafka.topics.alarms, [&](const rd_kafka_message_t& message) {
    left.alarms.push_back(bytes(message.payload, message.len));
    return true;
  }));
  std::ranges::sort(left.alarms);
  EXPECT_TRUE(ReadTopic(kafka, kafka.topics.rates, [&](const rd_kafka_message_t& message) {
    const std::string key = bytes(message.key, message.key_len).substr(kafka.group.size() + 1);
    if (key.empty() || key.starts_with("cause\n")) return true;  // of the stage, and of what tells causes
    auto state = DecodeSeriesState(bytes(message.payload, message.len));
    EXPECT_TRUE(state) << state.error().message;
    if (!state) return false;
    state->rows.clear();  // of ticks that are open: as many as came with the last commit
    left.states[key] = Encode(*state);
    return true;
  }));
  std::map<std::string, std::uint64_t> open;  // of the last block, by worker
  EXPECT_TRUE(ReadTopic(kafka, kafka.topics.tallies, [&](const rd_kafka_message_t& message) {
    const auto tally = DecodeTally({static_cast<const char*>(message.payload), message.len});
    EXPECT_TRUE(tally) << tally.error().message;
    if (!tally) return false;
    left.frames += tally->frames;
    left.flagged_frames += tally->flagged_frames;
    AddRows(tally->series, left);
    std::uint64_t& frames = open[tally->worker] = 0;
    for (const ModelTally& model : tally->lessons.open.models) frames += model.frames;
    return true;
  }));
  for (const auto& [worker, frames] : open) left.taught += frames;
  return left;
}

class KillRestoreTest : public KafkaTest {
 protected:
  void SetUp() override {
    KafkaTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    kafka_ = Options();
  }

  // Sends the next frames of the stream.
  void Publish(std::size_t frames) {
    const std::size_t end = std::min(stream_.size(), next_ + 2 * frames);
    MemoryStream portion(
        {stream_.begin() + static_cast<std::ptrdiff_t>(next_), stream_.begin() + static_cast<std::ptrdiff_t>(end)});
    ASSERT_TRUE(labelwatch::Publish(portion, Options(), partitions_, [](const StreamProgress&) { return true; }));
    next_ = end;
  }

  void Start(std::size_t process) {
    children_[process] = std::make_unique<Child>(configs_[process], logs_[process], false);
  }

  std::string Said() const {
    std::ostringstream text;
    for (const std::string& log : logs_) text << log << ":\n" << std::ifstream(log).rdbuf();
    return text.str();
  }
  // How often a process began to follow the rates.
  int TakeOvers() const {
    const std::string said = Said();
    int count = 0;
    for (std::size_t at = 0; (at = said.find("follows the rates", at)) != std::string::npos; ++at) ++count;
    return count;
  }

  // Of the labels sent so far, and of those that the group has committed.
  std::int64_t End() const { return static_cast<std::int64_t>(next_ / 2); }
  std::int64_t Position() const { return CommittedOf(kafka_, kafka_.topics.labels, partitions_); }

  // So many processes, one of them killed at random so many times, and the broker; then one that reads to the end.
  void Disturb(std::size_t processes, int partitions, const TaskOptions& task, int kills, int broker_kills) {
    partitions_ = partitions;
    stream_ = Stream();
    for (std::size_t i = 0; i < processes; ++i) {
      KafkaOptions one = kafka_;
      if (i > 0) one.instance_id = "process-" + std::to_string(i);
      configs_.push_back(WriteConfig(one, task, BrokerFolder()));
      logs_.push_back(BrokerFolder() + "/" + one.group + "." + one.instance_id + ".log");
    }
    children_.resize(processes);
    const int all = kills + broker_kills;
    portion_ = kFrames / (2 * static_cast<std::size_t>(all) + 1);
    Publish(portion_);
    for (std::size_t i = 0; i < processes; ++i) Start(i);
    Random random(1);
    for (int i = 0; i < all; ++i) {
      ASSERT_NO_FATAL_FAILURE(KillOne(random, (i + 1) * broker_kills / all > i * broker_kills / all));
    }
    Publish(kFrames);
    ASSERT_TRUE(WaitUntil([&] { return Position() == End(); })) << Said();  // the broker is back
    for (const auto& child : children_) child->Signal(SIGTERM);
    for (const auto& child : children_) EXPECT_EQ(child->Wait(), 0) << Said();
  }

  // Waits until the group has gone on since the last kill, sends more, and kills some random while later.
  void KillOne(Random& random, bool broker) {
    const std::int64_t seen = Position();
    if (seen == End()) Publish(portion_);
    ASSERT_TRUE(WaitUntil([&] { return Position() > seen; })) << Said();
    Publish(portion_);
    for (std::uint64_t left = random.Below(20); left > 0; --left) Position();
    for (const auto& child : children_) ASSERT_TRUE(child->Running()) << Said();
    if (broker) {
      KillBroker();
      StartBroker();
      return;
    }
    const std::size_t process = random.Below(children_.size());
    children_[process]->Signal(SIGKILL);
    EXPECT_EQ(children_[process]->Wait(), 128 + SIGKILL);
    // Now and then it stays away until the other has taken over.
    if (children_.size() > 1 && random.Below(10) == 0) {
      ASSERT_TRUE(WaitUntil([&] { return Position() == End(); })) << Said();
    }
    Start(process);
  }

  // To the end of what was sent, in this process.
  Left Finish(const KafkaOptions& kafka, const TaskOptions& task) {
    ServiceRun run;
    const auto summary = run.Go(kafka, task);
    EXPECT_TRUE(summary) << summary.error().message << Said();
    Left left = ReadAll(kafka);
    left.calibration = run.calibration;
    if (!run.calibration->models.empty()) left.taught += run.calibration->models[0]->frames;
    return left;
  }

  // The same input, read by a group that nobody disturbs.
  Left Undisturbed(const TaskOptions& task) {
    KafkaOptions calm = Options();
    calm.group += ".calm";
    calm.workers = static_cast<std::size_t>(partitions_);
    for (std::string* topic :
         {&calm.topics.flagged, &calm.topics.dead_letters, &calm.topics.tallies, &calm.topics.calibration,
          &calm.topics.rates, &calm.topics.alarms, &calm.topics.requests}) {
      *topic += ".calm";
    }
    return Finish(calm, task);
  }

  static void ExpectSame(const Left& left, const Left& calm) {
    EXPECT_EQ(left.frames, static_cast<std::uint64_t>(kFrames));
    EXPECT_EQ(left.frames, calm.frames);
    EXPECT_EQ(left.taught, calm.taught);
    EXPECT_EQ(left.alarms, calm.alarms);
    EXPECT_TRUE(std::ranges::any_of(calm.alarms, [](const std::string& alarm) {
      return alarm.find("\"value\":\"bob\"") != std::string::npos && alarm.find("raised") != std::string::npos;
    }));
    EXPECT_EQ(left.flagged_frames, calm.flagged_frames);
    EXPECT_TRUE(left.flagged == calm.flagged) << left.flagged.size() << " flagged frames, not " << calm.flagged.size();
    EXPECT_TRUE(left.rows == calm.rows);
    EXPECT_EQ(left.states.size(), calm.states.size());
    for (const auto& [key, state] : calm.states) {
      const auto found = left.states.find(key);
      EXPECT_TRUE(found != left.states.end() && found->second == state) << key;
    }
  }

  const int kills_ = FromEnvironment("LABELWATCH_KILLS", 4);
  const int broker_kills_ = FromEnvironment("LABELWATCH_BROKER_KILLS", 1);
  KafkaOptions kafka_;
  int partitions_ = 1;
  std::vector<OwnedRecord> stream_;
  std::size_t next_ = 0;     // record to send
  std::size_t portion_ = 0;  // frames
  std::vector<std::string> configs_, logs_;
  std::vector<std::unique_ptr<Child>> children_;
};

TEST_F(KillRestoreTest, TwoProcessesTellWhatAnUndisturbedGroupTells) {
  const TaskOptions task = WithRates(FrozenTask());
  Disturb(2, 2, task, kills_, broker_kills_);
  if (HasFatalFailure()) return;
  std::cout << "the rates had " << TakeOvers() << " owners\n";
  ExpectSame(Finish(kafka_, task), Undisturbed(task));
}

// One worker, so that every block of frames that it learns from is the same.
TEST_F(KillRestoreTest, OneProcessLearnsWhatAnUndisturbedOneLearns) {
  const TaskOptions task = WithRates(LearningTask());
  Disturb(1, 1, task, kills_, broker_kills_);
  if (HasFatalFailure()) return;
  const Left left = Finish(kafka_, task), calm = Undisturbed(task);
  ExpectSame(left, calm);
  EXPECT_EQ(CalibrationToJson(*left.calibration), CalibrationToJson(*calm.calibration));
}

// Whose frame comes first differs by design, and with it the weights; not which frames have taught.
TEST_F(KillRestoreTest, TwoProcessesLearnFromEachFrameOnce) {
  const TaskOptions task = WithRates(LearningTask());
  Disturb(2, 4, task, kills_, broker_kills_);
  if (HasFatalFailure()) return;
  const Left left = Finish(kafka_, task);
  EXPECT_EQ(left.frames, static_cast<std::uint64_t>(kFrames));
  EXPECT_EQ(left.taught, static_cast<std::uint64_t>(kFrames));
}

}  // namespace
}  // namespace labelwatch
