// What others do to our topics and our group: topics made anew or deleted, offsets set by hand, other programs in the
// group, transactions left open. Said for what it is, and nothing of it taken for our own.

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/group_consumer.h"
#include "consumers/kafka/topics.h"
#include "consumers/kafka/transaction_check.h"
#include "consumers/position.h"
#include "producing.h"
#include "tests/support/said.h"

namespace labelwatch {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ForeignTest : public OnePartitionTest {
 protected:
  void Send(int from, int to) const {
    const auto all = MakeFrames(to);
    ForeignProducer producer(kafka_, {{"partitioner", "murmur2_random"}});
    for (std::size_t i = 2 * static_cast<std::size_t>(from); i < all.size(); ++i) {
      producer.Send(all[i].side == Side::kLabels ? kafka_.topics.labels : kafka_.topics.predictions, all[i].key,
                    all[i].value);
    }
  }

  // Frames that a service judges on its way to the end.
  std::uint64_t Judged() const {
    const auto summary = ServiceRun().Go(kafka_, FrozenTask());
    EXPECT_TRUE(summary) << summary.error().message;
    return summary ? summary->counts.frames : 0;
  }
};

// Commits as something else than the service; members that have gone keep their places for a while.
void CommitByHand(const KafkaOptions& kafka, std::int64_t offset, const std::string& metadata) {
  const auto client = MakeReader(kafka, kafka.group);
  ASSERT_TRUE(client);
  const std::vector<PartitionPosition> by_hand = {{kafka.topics.labels, 0, offset, metadata},
                                                  {kafka.topics.predictions, 0, offset, metadata}};
  ASSERT_TRUE(WaitUntil(
      [&] { return rd_kafka_commit(client->get(), ListOf(by_hand).get(), 0) == RD_KAFKA_RESP_ERR_NO_ERROR; }));
}

TEST_F(ForeignTest, TopicsThatWereMadeAnewAreReadFromTheirBeginning) {
  Send(0, 100);
  ASSERT_EQ(Judged(), 100u);
  DeleteTopics(kafka_, {kafka_.topics.labels, kafka_.topics.predictions});
  MakeTopics(kafka_, 1, 1);
  Send(0, 300);
  EXPECT_EQ(Judged(), 300u);
}

// Brokers forget the offsets of a topic that is deleted, but not where a cluster was restored, or a last commit came
// late.
TEST_F(ForeignTest, APositionInAnotherLogIsNoneThoughItIsThere) {
  Send(0, 300);
  CommitByHand(kafka_, 60,
               PositionText({10, kStartMs, -1, 59, 12'345}));  // the record at 59 was written at another time
  const Said said;
  EXPECT_EQ(Judged(), 300u);
  EXPECT_THAT(said.Text(), HasSubstr("made anew"));
}

TEST_F(ForeignTest, APositionBehindTheEndIsNone) {
  Send(0, 100);
  CommitByHand(kafka_, 5'000, PositionText({4'000, kStartMs}));
  const Said said;
  EXPECT_EQ(Judged(), 100u);
  EXPECT_THAT(said.Text(), HasSubstr("made anew"));
}

TEST_F(ForeignTest, OffsetsThatWereSetByHandAreWhereReadingBeginsAndThatIsSaid) {
  Send(0, 100);
  ASSERT_EQ(Judged(), 100u);
  CommitByHand(kafka_, 60, {});
  {
    const Said said;
    EXPECT_EQ(Judged(), 40u);
    EXPECT_THAT(said.Text(), AllOf(HasSubstr("set by hand"), HasSubstr("not rebuilt")));
  }
  Send(100, 110);
  const Said said;
  EXPECT_EQ(Judged(), 10u);
  EXPECT_THAT(said.Text(), Not(HasSubstr("by hand")));
}

// A member of our group that is not labelwatch, polled until it has been given partitions.
class Stranger {
 public:
  Stranger(KafkaOptions kafka, const std::string& topic, const std::string& assignor) {
    KafkaConf conf(rd_kafka_conf_new());
    char reason[256] = {};
    for (const auto& [name, value] : {std::pair<std::string, std::string>{"bootstrap.servers", kafka.brokers},
                                      {"group.id", kafka.group},
                                      {"partition.assignment.strategy", assignor}}) {
      EXPECT_EQ(rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason, sizeof reason), RD_KAFKA_CONF_OK);
    }
    client_.reset(rd_kafka_new(RD_KAFKA_CONSUMER, conf.release(), reason, sizeof reason));
    rd_kafka_poll_set_consumer(client_.get());
    const KafkaPartitions topics = MakePartitions(1);
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
    rd_kafka_subscribe(client_.get(), topics.get());
    polling_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        const KafkaMessage message(rd_kafka_consumer_poll(client_.get(), 50));
        rd_kafka_topic_partition_list_t* assigned = nullptr;
        if (rd_kafka_assignment(client_.get(), &assigned) != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
        if (KafkaPartitions(assigned)->cnt > 0) member_ = true;
      }
      rd_kafka_consumer_close(client_.get());
    });
  }
  bool IsMember() const { return member_; }

 private:
  KafkaHandle client_;
  std::atomic<bool> member_ = false;
  std::jthread polling_;
};

TEST_F(ForeignTest, AProgramThatSharesTheGroupInAnotherWayIsSaid) {
  const Stranger stranger(kafka_, kafka_.topics.labels, "roundrobin");
  ASSERT_TRUE(WaitUntil([&] { return stranger.IsMember(); }));
  const auto summary = ServiceRun().Go(kafka_, FrozenTask());
  ASSERT_FALSE(summary);
  EXPECT_THAT(summary.error().message, AllOf(HasSubstr("another program"), HasSubstr("kafka.group")));
}

TEST_F(ForeignTest, AProgramOfTheGroupThatReadsOneSideIsSaid) {
  kafka_.topics.labels += ".two";
  kafka_.topics.predictions += ".two";
  MakeTopics(kafka_, 2, 2);  // one of the labels for each
  const Stranger stranger(kafka_, kafka_.topics.labels, "range");
  ASSERT_TRUE(WaitUntil([&] { return stranger.IsMember(); }));
  const auto summary = ServiceRun().Go(kafka_, FrozenTask());
  ASSERT_FALSE(summary);
  EXPECT_THAT(summary.error().message, HasSubstr("do all members of group " + kafka_.group + " run labelwatch?"));
}

TEST_F(ForeignTest, ATopicThatIsDeletedUnderTheServiceIsNamed) {
  Send(0, 100);
  ServiceRun run;
  std::optional<Result<Summary>> result;
  std::jthread service([&](std::stop_token stop) { result = run.Go(kafka_, FrozenTask(), false, stop); });
  ASSERT_TRUE(WaitUntil([&] { return run.metrics.Totals().frames == 100; }));
  DeleteTopics(kafka_, {kafka_.topics.labels});
  service.join();
  ASSERT_FALSE(result->has_value());
  EXPECT_THAT(result->error().message, HasSubstr(kafka_.topics.labels));
}

TEST_F(ForeignTest, AnOutputTopicThatIsGoneMakesItNotReadyAndIsNamed) {
  kafka_.properties["topic.metadata.propagation.max.ms"] = "500";  // how long librdkafka hopes for it
  Send(0, 100);
  ServiceRun run;
  std::jthread service([&](std::stop_token stop) { (void)run.Go(kafka_, FrozenTask(), false, stop); });
  ASSERT_TRUE(WaitUntil([&] { return run.metrics.Totals().frames == 100; }));
  DeleteTopics(kafka_, {kafka_.topics.flagged});
  Send(100, 200);
  EXPECT_TRUE(WaitUntil([&] {
    return std::ranges::any_of(run.health.ReasonsNotReady(), [&](const std::string& reason) {
      return reason.find("nothing was committed") != std::string::npos &&
             reason.find(kafka_.topics.flagged) != std::string::npos;
    });
  }));
}

TEST_F(ForeignTest, ATransactionThatIsLeftOpenIsSaidUntilItEnds) {
  kafka_.open_transaction_ms = 200;
  Send(0, 10);
  const auto hanging = MakeTransactionalProducer(kafka_, 99, {}, {});
  ASSERT_TRUE(hanging);
  ASSERT_FALSE(TakeError(rd_kafka_init_transactions(hanging->get(), 30'000)));
  ASSERT_FALSE(TakeError(rd_kafka_begin_transaction(hanging->get())));
  ASSERT_EQ(rd_kafka_producev(hanging->get(), RD_KAFKA_V_TOPIC(kafka_.topics.labels.c_str()),
                              RD_KAFKA_V_VALUE(const_cast<char*>("x"), 1), RD_KAFKA_V_END),
            RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_flush(hanging->get(), 30'000);
  Send(10, 20);  // behind it
  ServiceRun run;
  std::jthread service([&](std::stop_token stop) { EXPECT_TRUE(run.Go(kafka_, FrozenTask(), false, stop)); });
  EXPECT_TRUE(WaitUntil([&] {
    return std::ranges::any_of(run.health.ReasonsNotReady(), [](const std::string& reason) {
      return reason.find("left a transaction open") != std::string::npos;
    });
  }));
  EXPECT_EQ(run.metrics.Totals().frames, 10u);
  ASSERT_FALSE(TakeError(rd_kafka_abort_transaction(hanging->get(), 30'000)));
  EXPECT_TRUE(WaitUntil([&] { return run.metrics.Totals().frames == 20 && run.health.ReasonsNotReady().empty(); }));
}

TEST(TransactionCheckTest, SaysItAfterItsTimeAndOnlyWhereNothingMoves) {
  TransactionCheck check(1'000);
  check.Held("labels", 3, 50, 80, 10'000);
  EXPECT_FALSE(check.Problem(10'999));
  check.Held("labels", 3, 60, 80, 10'500);  // it went on: another transaction
  EXPECT_FALSE(check.Problem(11'000));
  check.Held("labels", 3, 60, 90, 11'500);
  ASSERT_TRUE(check.Problem(11'500));
  EXPECT_THAT(*check.Problem(11'500), AllOf(HasSubstr("labels partition 3"), HasSubstr("offset 60"), HasSubstr("90")));
  check.Flows("labels", 3);
  EXPECT_FALSE(check.Problem(20'000));
}

}  // namespace
}  // namespace labelwatch
