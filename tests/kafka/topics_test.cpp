// Topics that cannot work are refused at the start, with the reason and the remedy.

#include "consumers/kafka/topics.h"

#include <gmock/gmock.h>

#include "broker.h"
#include "consumers/kafka/clients.h"
#include "producing.h"

namespace labelwatch {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class TopicsTest : public KafkaTest {};

TEST_F(TopicsTest, DifferentPartitionCountsAreRefused) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 2, 3);
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask());
  ASSERT_FALSE(summary);
  EXPECT_THAT(summary.error().message, AllOf(HasSubstr(kafka.topics.labels + " has 2 partitions"),
                                             HasSubstr(kafka.topics.predictions + " has 3 partitions")));
  EXPECT_EQ(summary.error().code, ErrorCode::kBadInput);
}

TEST_F(TopicsTest, MissingInputTopicIsNamed) {
  KafkaOptions kafka = Options();
  MakeTopics(kafka, 1, 1);
  kafka.topics.predictions = "predictons";
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask());
  ASSERT_FALSE(summary);
  EXPECT_THAT(summary.error().message, AllOf(HasSubstr("predictons"), HasSubstr("kafka.topics.predictions")));
}

TEST_F(TopicsTest, OutputTopicsAreMadeForMessagesAsLargeAsTheInputs) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 3, 3, {{"max.message.bytes", "5000000"}});
  auto admin = MakeAdmin(kafka);
  ASSERT_TRUE(admin);
  const auto partitions = PrepareTopics(admin->get(), kafka.topics);
  ASSERT_TRUE(partitions) << partitions.error().message;
  EXPECT_EQ(*partitions, 3);
  const auto counts = PartitionCounts(admin->get(), {kafka.topics.flagged, kafka.topics.dead_letters});
  ASSERT_TRUE(counts);
  EXPECT_EQ(counts->at(kafka.topics.flagged), 3);
  EXPECT_GT(MaxMessageBytes(admin->get(), {kafka.topics.dead_letters})[kafka.topics.dead_letters], 5000000);
  // A second time everything is there.
  EXPECT_TRUE(PrepareTopics(admin->get(), kafka.topics));
}

TEST_F(TopicsTest, NobodyThereIsSaidWithTheKeyToLookAt) {
  KafkaOptions kafka = Options();
  kafka.brokers = "127.0.0.1:1";
  auto admin = MakeAdmin(kafka);
  ASSERT_TRUE(admin);
  const auto counts = PartitionCounts(admin->get(), {"any"}, 500);
  ASSERT_FALSE(counts);
  EXPECT_THAT(counts.error().message, HasSubstr("kafka.brokers"));
}

}  // namespace
}  // namespace labelwatch
