// Producers with different partitioners are noticed.

#include "consumers/kafka/partition_check.h"

#include <gmock/gmock.h>

#include <random>

#include "broker.h"
#include "producing.h"

namespace labelwatch {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class PartitionCheckTest : public KafkaTest {};

TEST(PartitionHashTest, EqualsTheHashesOfTheLibrary) {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    std::string key(1 + random() % 30, '\0');
    for (char& byte : key) byte = static_cast<char>(random());
    const int partitions = 1 + static_cast<int>(random() % 100);
    const auto by = [&](auto* partitioner) {
      return partitioner(nullptr, key.data(), key.size(), partitions, nullptr, nullptr);
    };
    ASSERT_EQ(PartitionByMurmur2(key, partitions), by(rd_kafka_msg_partitioner_murmur2));
    ASSERT_EQ(PartitionByCrc32(key, partitions), by(rd_kafka_msg_partitioner_consistent));
  }
}

void Fill(PartitionCheck& check, Side side, int (*hash)(std::string_view, int), int keys) {
  for (int i = 0; i < keys; ++i) {
    const std::string key = "frame-" + std::to_string(i);
    check.Observe(side, key, hash(key, 12));
  }
}

TEST(PartitionHashTest, SaysNothingBeforeBothSidesWereSeen) {
  PartitionCheck check(12);
  Fill(check, Side::kLabels, PartitionByMurmur2, 1000);
  EXPECT_FALSE(check.Problem());
  Fill(check, Side::kPredictions, PartitionByMurmur2, 1000);
  EXPECT_FALSE(check.Problem());
}

TEST(PartitionHashTest, TwoProducersOnOneSideThatDifferAreAProblemToo) {
  PartitionCheck check(12);
  Fill(check, Side::kLabels, PartitionByMurmur2, 1000);
  Fill(check, Side::kPredictions, PartitionByMurmur2, 500);
  Fill(check, Side::kPredictions, PartitionByCrc32, 500);
  ASSERT_TRUE(check.Problem());
  EXPECT_THAT(*check.Problem(), HasSubstr("producers of predictions"));
}

TEST(PartitionHashTest, OnePartitionAndEmptyKeysTellNothing) {
  PartitionCheck one(1), twelve(12);
  EXPECT_FALSE(one.Observe(Side::kLabels, "key", 0));
  EXPECT_FALSE(twelve.Observe(Side::kLabels, "", 3));
}

TEST_F(PartitionCheckTest, ProducerWithAnotherPartitionerMakesTheServiceNotReady) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 6, 6);
  {
    ForeignProducer labels(kafka, {{"partitioner", "murmur2_random"}}),
        predictions(kafka, {});  // the library's default
    for (const OwnedRecord& frame : MakeFrames(600)) {
      if (frame.side == Side::kLabels) labels.Send(kafka.topics.labels, frame.key, frame.value);
      if (frame.side == Side::kPredictions) predictions.Send(kafka.topics.predictions, frame.key, frame.value);
    }
  }
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_LT(Outcomes(summary->counts, Side::kLabels, Outcome::kJoined), 200u);
  const auto reasons = run.health.ReasonsNotReady();
  EXPECT_THAT(reasons,
              testing::Contains(AllOf(HasSubstr("producers of predictions"), HasSubstr("partitioner=murmur2_random"))));
  const std::string text = run.metrics.Text();
  EXPECT_TRUE(text.find(R"(labelwatch_key_partition_match_total{side="predictions",hash="crc32"})") != text.npos);
}

}  // namespace
}  // namespace labelwatch
