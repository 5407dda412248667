// Input that the broker deleted is noticed and counted, and the rest goes on.

#include <gmock/gmock.h>

#include "broker.h"
#include "consumers/kafka/clients.h"
#include "consumers/kafka/publisher.h"
#include "producing.h"

namespace labelwatch {
namespace {

class RetentionTest : public KafkaTest {};

// What retention does, at once.
void DeleteBefore(const KafkaOptions& kafka, const std::string& topic, std::int64_t offset) {
  const auto admin = MakeAdmin(kafka);
  const KafkaPartitions before = MakePartitions(1);
  rd_kafka_topic_partition_list_add(before.get(), topic.c_str(), 0)->offset = offset;
  rd_kafka_DeleteRecords_t* request = rd_kafka_DeleteRecords_new(before.get());
  const KafkaQueue queue(rd_kafka_queue_new(admin->get()));
  rd_kafka_DeleteRecords(admin->get(), &request, 1, nullptr, queue.get());
  const KafkaEvent event(rd_kafka_queue_poll(queue.get(), 10'000));
  rd_kafka_DeleteRecords_destroy(request);
  ASSERT_TRUE(event);
  ASSERT_EQ(rd_kafka_event_error(event.get()), RD_KAFKA_RESP_ERR_NO_ERROR);
}

TEST_F(RetentionTest, RecordsDeletedBeforeTheyWereReadAreCountedAndTheRestIsJudged) {
  const KafkaOptions kafka = Options();
  const auto always = [](const StreamProgress&) { return true; };
  auto frames = MakeFrames(300);
  MemoryStream first({frames.begin(), frames.begin() + 200});  // 100 frames
  ASSERT_TRUE(Publish(first, kafka, 1, always));
  {
    ServiceRun run;
    ASSERT_TRUE(run.Go(kafka, FrozenTask()));
  }
  MemoryStream second({frames.begin() + 200, frames.end()});
  ASSERT_TRUE(Publish(second, kafka, 1, always));
  DeleteBefore(kafka, kafka.topics.labels, 150);
  DeleteBefore(kafka, kafka.topics.predictions, 150);
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(Outcomes(summary->counts, Side::kLabels, Outcome::kJoined), 150u);
  EXPECT_THAT(run.metrics.Text(), testing::HasSubstr("labelwatch_records_lost_total 100\n"));  // 50 of each side
}

}  // namespace
}  // namespace labelwatch
