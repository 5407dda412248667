// Messages that cannot be read land in the dead-letter topic with their bytes, and everything else goes on.

#include <gmock/gmock.h>

#include <random>

#include "broker.h"
#include "producing.h"

namespace labelwatch {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class DeadLettersTest : public KafkaTest {};

const std::map<std::string, std::string> kJavaLike = {{"partitioner", "murmur2_random"}};

void SendFrames(ForeignProducer& producer, const KafkaOptions& kafka, const std::vector<OwnedRecord>& frames) {
  for (const OwnedRecord& frame : frames) {
    producer.Send(frame.side == Side::kLabels ? kafka.topics.labels : kafka.topics.predictions, frame.key, frame.value);
  }
  producer.Flush();
}

TEST_F(DeadLettersTest, PoisonKeepsItsBytesAndHasAReason) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 2, 2);
  const auto frames = MakeFrames(50);
  const std::string whole = frames[0].value;
  std::mt19937 random(1);
  std::string noise(500, '\0');
  for (char& byte : noise) byte = static_cast<char>(random());
  noise[0] = '\x7f';  // no field starts like this
  struct Poison {
    std::string value, reason;
  };
  const std::vector<Poison> poison = {
      {noise, "malformed"},
      {whole.substr(0, whole.size() - 3), "malformed"},           // truncated
      {R"({"frameId": "a", "labels": [}])", "bad_json"},          // invalid JSON
      {std::string("\0\0\0\0\1\x06\1\2", 8) + whole, "framing"},  // Confluent header of another message
      {std::string("\x01not a known framing", 20), "framing"},    // unknown first byte
      {"", "empty"},                                              // a value without bytes
      {std::string("\x12\x06"
                   "camera",
                   8),
       "missing_id"},  // a frame without id
      {std::string("\x0a\x03"
                   "a\xff"
                   "b",
                   5),
       "bad_text"},  // not UTF-8
  };
  {
    ForeignProducer producer(kafka, kJavaLike);
    for (const Poison& message : poison) {
      producer.Send(kafka.topics.labels, "key of " + message.reason, message.value, {{"trace", "t-1"}});
    }
    producer.Send(kafka.topics.predictions, std::nullopt, std::nullopt);  // a tombstone
    SendFrames(producer, kafka, frames);
  }
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(Outcomes(summary->counts, Side::kLabels, Outcome::kDeadLettered), poison.size());
  EXPECT_EQ(Outcomes(summary->counts, Side::kLabels, Outcome::kJoined), 50u);
  EXPECT_EQ(Outcomes(summary->counts, Side::kPredictions, Outcome::kDeadLettered), 1u);
  EXPECT_EQ(Outcomes(summary->counts, Side::kLabels), summary->counts.records[0]);

  const auto letters = ReadMessages(kafka, kafka.topics.dead_letters);
  ASSERT_THAT(letters, SizeIs(poison.size() + 1));
  std::size_t tombstones = 0;
  for (const ReadMessage& letter : letters) {
    if (!letter.value) {
      ++tombstones;
      EXPECT_FALSE(letter.key);
      EXPECT_EQ(letter.headers.at("labelwatch.error.reason"), "empty");
      EXPECT_EQ(letter.headers.at("labelwatch.error.topic"), kafka.topics.predictions);
      continue;
    }
    const auto found = std::find_if(poison.begin(), poison.end(),
                                    [&](const Poison& message) { return message.value == *letter.value; });
    ASSERT_NE(found, poison.end()) << "bytes changed";
    EXPECT_EQ(letter.headers.at("labelwatch.error.reason"), found->reason);
    EXPECT_EQ(letter.key, "key of " + found->reason);
    EXPECT_EQ(letter.headers.at("trace"), "t-1");
    EXPECT_EQ(letter.headers.at("labelwatch.error.topic"), kafka.topics.labels);
    EXPECT_TRUE(letter.headers.contains("labelwatch.error.partition"));
    EXPECT_TRUE(letter.headers.contains("labelwatch.error.offset"));
    EXPECT_TRUE(letter.headers.contains("labelwatch.error.timestamp"));
  }
  EXPECT_EQ(tombstones, 1u);
}

// Made by us, the topic takes what the inputs take; made by somebody with a smaller limit, it refuses.
TEST_F(DeadLettersTest, LetterTooLargeForItsTopicIsSentWithoutItsValue) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 1, 1);
  {
    KafkaOptions outputs = kafka;
    outputs.topics.labels = kafka.topics.dead_letters;
    outputs.topics.predictions = kafka.topics.flagged;
    MakeTopics(outputs, 1, 1, {{"max.message.bytes", "20000"}});
  }
  const auto frames = MakeFrames(20);
  std::mt19937 random(1);
  std::string large(200'000, '\x7f');
  for (std::size_t i = 1; i < large.size(); ++i) large[i] = static_cast<char>(random());  // so that it does not shrink
  {
    ForeignProducer producer(kafka, kJavaLike);
    producer.Send(kafka.topics.labels, "large", large);
    SendFrames(producer, kafka, frames);
  }
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(Outcomes(summary->counts, Side::kLabels), 21u);
  const auto letters = ReadMessages(kafka, kafka.topics.dead_letters);
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].key, "large");
  EXPECT_EQ(letters[0].headers.at("labelwatch.error.offset"), "0");
  EXPECT_THAT(letters[0].headers.at("labelwatch.error.detail"), testing::HasSubstr("200000 bytes"));
  MemoryStream judged(frames);
  EXPECT_THAT(Differences(JudgeHere(judged, FrozenTask()), ReadFlaggedMessages(kafka)), IsEmpty());
}

}  // namespace
}  // namespace labelwatch
