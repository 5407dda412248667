// What an output topic takes holds for a message, not for the batch in which it happens to travel.

#include <gmock/gmock.h>

#include <random>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/output_producer.h"
#include "consumers/kafka/topics.h"
#include "producing.h"
#include "tests/support/said.h"

namespace labelwatch {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// Bytes that do not shrink and are no frame.
std::string Noise(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::string bytes(size, '\x7f');
  for (std::size_t i = 1; i < size; ++i) bytes[i] = static_cast<char>(random());
  return bytes;
}

int Occurrences(const std::string& text, const std::string& words) {
  int times = 0;
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) ++times;
  return times;
}

class OutputLimitsTest : public OnePartitionTest {
 protected:
  void MakeOutput(const std::string& topic, const std::string& max_message_bytes) {
    auto admin = MakeAdmin(kafka_);
    ASSERT_TRUE(admin);
    ASSERT_TRUE(CreateTopics(admin->get(), {{topic, 1, {{"max.message.bytes", max_message_bytes}}}}));
  }

  void Send(const std::vector<OwnedRecord>& records) {
    ForeignProducer producer(kafka_, {{"partitioner", "murmur2_random"}, {"linger.ms", "20"}});
    for (const OwnedRecord& record : records) {
      producer.Send(record.side == Side::kLabels ? kafka_.topics.labels : kafka_.topics.predictions, record.key,
                    record.value);
    }
  }

  ServiceRun run_;
};

TEST_F(OutputLimitsTest, ManySmallLettersKeepTheirBytesWhereTheTopicTakesEachOfThem) {
  MakeOutput(kafka_.topics.dead_letters, "512000");
  std::vector<OwnedRecord> records;
  for (unsigned i = 0; i < 200; ++i) {
    records.push_back({Side::kLabels, "key-" + std::to_string(i), Noise(30'000, i), 0});
  }
  const auto frames = MakeFrames(100);
  records.insert(records.end(), frames.begin(), frames.end());
  Send(records);
  const auto summary = run_.Go(kafka_, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  const auto letters = ReadMessages(kafka_, kafka_.topics.dead_letters);
  EXPECT_THAT(letters, SizeIs(200));
  for (const ReadMessage& letter : letters) EXPECT_THAT(letter.value, testing::Optional(SizeIs(30'000)));
  EXPECT_THAT(ReadFlaggedMessages(kafka_), SizeIs(10));
}

TEST_F(OutputLimitsTest, ManySmallFlaggedFramesArriveWholeWhereTheTopicTakesEachOfThem) {
  MakeOutput(kafka_.topics.flagged, "20000");
  const auto frames = MakeFrames(10'000);
  Send(frames);
  const auto summary = run_.Go(kafka_, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  MemoryStream judged(frames);
  EXPECT_THAT(Differences(JudgeHere(judged, FrozenTask()), ReadFlaggedMessages(kafka_)), IsEmpty());
}

TEST_F(OutputLimitsTest, ALetterWhoseKeyIsTooLargeKeepsItsPlace) {
  MakeOutput(kafka_.topics.dead_letters, "20000");
  Send({{Side::kLabels, Noise(50'000, 1), Noise(100, 2), 0}});
  const auto summary = run_.Go(kafka_, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  const auto letters = ReadMessages(kafka_, kafka_.topics.dead_letters);
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].headers.at("labelwatch.error.offset"), "0");
  EXPECT_THAT(letters[0].headers.at("labelwatch.error.detail"), testing::HasSubstr("50000 bytes"));
  EXPECT_THAT(run_.metrics.Text(),
              testing::HasSubstr("labelwatch_outputs_shortened_total{output=\"dead_letters\"} 1\n"));
}

TEST_F(OutputLimitsTest, OfManyFramesThatAreShortenedTheLogNamesAFew) {
  MakeOutput(kafka_.topics.flagged, "500");
  Send(MakeFrames(1'000));
  const Said said;
  const auto summary = run_.Go(kafka_, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_THAT(ReadFlaggedMessages(kafka_), SizeIs(100));
  EXPECT_EQ(Occurrences(run_.metrics.Text(), "labelwatch_outputs_shortened_total{output=\"flagged\"} 100\n"), 1);
  EXPECT_EQ(Occurrences(said.Text(), "FlaggedFrame is too large for topic"), 6) << said.Text();
  EXPECT_EQ(Occurrences(said.Text(), " more\n"), 1) << said.Text();  // how many: some were tried twice
}

TEST_F(OutputLimitsTest, OfManyTalliesThatCannotBeReadTheLogNamesAFew) {
  Send(MakeFrames(100));
  ASSERT_TRUE(run_.Go(kafka_, FrozenTask()));  // makes the topics
  {
    ForeignProducer producer(kafka_, {});
    for (unsigned i = 0; i < 300; ++i) producer.Send(kafka_.topics.tallies, "key", Noise(100, i));
  }
  const Said said;
  ServiceRun again;
  const auto summary = again.Go(kafka_, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(Occurrences(said.Text(), "cannot be read"), 6) << said.Text();
  EXPECT_THAT(said.Text(), testing::HasSubstr("295 more\n"));
}

// A producer that the brokers have told nothing, as where the right to ask is missing or the limit was lowered since.
class UntoldProducerTest : public OutputLimitsTest {
 protected:
  void SetUp() override {
    OutputLimitsTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    MakeOutput(kafka_.topics.flagged, "20000");
    auto producer = OutputProducer::Start(kafka_, {}, 0, [] { return true; });
    ASSERT_TRUE(producer) << producer.error().message;
    producer_ = std::move(*producer);
    auto consumer = MakeReader(kafka_, kafka_.group);
    ASSERT_TRUE(consumer);
    consumer_ = std::move(*consumer);
  }

  OutputProducer::Sent Send(const std::string& value) {
    return producer_->Send({kafka_.topics.flagged, "key", value, KafkaHeaders(rd_kafka_headers_new(0))});
  }
  KafkaError Commit() { return producer_->Commit(consumer_.get(), *MakePartitions(0)); }

  std::unique_ptr<OutputProducer> producer_;
  KafkaHandle consumer_;
};

TEST_F(UntoldProducerTest, ARefusedBatchIsSentAgainInSmallerOnes) {
  int tries = 1;
  for (;; ++tries) {
    for (unsigned i = 0; i < 300; ++i) EXPECT_EQ(Send(Noise(1000, i)), OutputProducer::Sent::kOnItsWay);
    const KafkaError error = Commit();
    if (!error) break;
    ASSERT_EQ(error.action, KafkaAction::kAbort) << error.message;
    ASSERT_FALSE(producer_->Abort());
    ASSERT_TRUE(producer_->SendsOtherwise());
  }
  EXPECT_LT(tries, 7);
  EXPECT_THAT(ReadMessages(kafka_, kafka_.topics.flagged), SizeIs(300));
}

TEST_F(UntoldProducerTest, AfterAMessageThatCannotBeSentNothingIsCommitted) {
  Send(Noise(1000, 1));
  producer_->CannotSend(kafka_.topics.flagged, "frame f");
  const KafkaError error = Commit();
  EXPECT_EQ(error.action, KafkaAction::kAbort);
  EXPECT_THAT(error.message, testing::HasSubstr("frame f cannot be sent: topic " + kafka_.topics.flagged));
  EXPECT_FALSE(producer_->Abort());
  EXPECT_FALSE(producer_->SendsOtherwise());
  Send(Noise(1000, 2));
  EXPECT_FALSE(Commit());
  EXPECT_THAT(ReadMessages(kafka_, kafka_.topics.flagged), SizeIs(1));
}

}  // namespace
}  // namespace labelwatch
