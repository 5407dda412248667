// Members of one group share the partitions, join everything, and lose nothing when members come and go.

#include <gmock/gmock.h>

#include <numeric>
#include <thread>

#include "broker.h"
#include "consumers/kafka/publisher.h"
#include "producing.h"

namespace labelwatch {
namespace {

using testing::IsEmpty;

class GroupTest : public KafkaTest {};

bool Always(const StreamProgress&) { return true; }

// A service on a thread of its own.
class Member {
 public:
  Member(KafkaOptions kafka, const std::string& instance, bool until_end) {
    kafka.instance_id = instance;
    thread_ = std::jthread([this, kafka, until_end](std::stop_token stop) {
      result_.emplace(run_.Go(kafka, FrozenTask(), until_end, std::move(stop)));
    });
  }

  std::size_t Partitions() const { return run_.metrics.Tasks().size(); }
  // Records of both sides, committed.
  std::uint64_t Read() const {
    const StreamCounts counts = run_.metrics.Totals();
    return counts.records[0] + counts.records[1];
  }
  void Stop() { thread_.request_stop(); }
  // Null: it failed, which fails the test.
  const Summary* Result() {
    if (thread_.joinable()) thread_.join();
    EXPECT_TRUE(result_->has_value()) << result_->error().message;
    return result_->has_value() ? &**result_ : nullptr;
  }

 private:
  ServiceRun run_;
  std::optional<labelwatch::Result<Summary>> result_;
  std::jthread thread_;
};

TEST_F(GroupTest, TwoMembersSplitThePartitionsAndJoinEverything) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 6, 6);
  const auto frames = MakeFrames(6000, 5);
  Member one(kafka, "one", false), two(kafka, "two", false);
  ASSERT_TRUE(WaitUntil([&] { return one.Partitions() == 3 && two.Partitions() == 3; }));
  MemoryStream published(frames), judged(frames);
  ASSERT_TRUE(Publish(published, kafka, 0, Always));
  ASSERT_TRUE(WaitUntil([&] { return one.Read() + two.Read() == 12'000; }));
  one.Stop();
  two.Stop();
  const Summary *first = one.Result(), *second = two.Result();
  ASSERT_TRUE(first && second);
  EXPECT_GT(first->counts.frames, 0u);
  EXPECT_GT(second->counts.frames, 0u);
  StreamCounts both = first->counts;
  both.Add(second->counts);
  EXPECT_EQ(Outcomes(both, Side::kLabels, Outcome::kJoined), 6000u);
  EXPECT_THAT(Differences(JudgeHere(judged, FrozenTask()), ReadFlaggedMessages(kafka)), IsEmpty());
}

TEST_F(GroupTest, UntilEndOfTwoProcessesEndsWhenTheGroupIsThrough) {
  const KafkaOptions kafka = Options();
  const auto frames = MakeFrames(3000);
  MemoryStream published(frames), judged(frames);
  ASSERT_TRUE(Publish(published, kafka, 4, Always));
  Member one(kafka, "one", true), two(kafka, "two", true);
  const Summary *first = one.Result(), *second = two.Result();
  ASSERT_TRUE(first && second);
  StreamCounts both = first->counts;
  both.Add(second->counts);
  EXPECT_EQ(Outcomes(both, Side::kLabels, Outcome::kJoined), 3000u);
  EXPECT_THAT(Differences(JudgeHere(judged, FrozenTask()), ReadFlaggedMessages(kafka)), IsEmpty());
}

TEST_F(GroupTest, MembersThatJoinAndLeaveWhileFramesFlowLoseAndDoubleNothing) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 4, 4);
  const auto frames = MakeFrames(9000);
  MemoryStream published(frames), judged(frames);
  Member one(kafka, "one", false);
  std::unique_ptr<Member> two;
  ASSERT_TRUE(WaitUntil([&] { return one.Partitions() == 4; }));
  bool left = false;
  const auto come_and_go = [&](const StreamProgress& at) {
    if (at.frames == 6000) {
      two = std::make_unique<Member>(kafka, "two", false);
      EXPECT_TRUE(WaitUntil([&] { return one.Partitions() == 2 && two->Partitions() == 2; }));
    }
    if (at.frames == 12000) {
      // It keeps its place for session.timeout.ms (6 s), then the other one takes over, while frames keep coming.
      two->Stop();
      two->Result();
      left = true;
    }
    return true;
  };
  ASSERT_TRUE(Publish(published, kafka, 0, come_and_go));
  ASSERT_TRUE(left);
  ASSERT_TRUE(WaitUntil([&] { return one.Partitions() == 4 && one.Read() + two->Read() == 18'000; }))
      << one.Read() << " + " << two->Read();
  one.Stop();
  const Summary *first = one.Result(), *second = two->Result();
  ASSERT_TRUE(first && second);
  StreamCounts both = first->counts;
  both.Add(second->counts);
  EXPECT_EQ(both.records[0], 9000u);
  EXPECT_EQ(both.records[1], 9000u);
  EXPECT_EQ(Outcomes(both, Side::kLabels, Outcome::kJoined), 9000u);
  EXPECT_EQ(Outcomes(both, Side::kPredictions, Outcome::kJoined), 9000u);
  EXPECT_THAT(Differences(JudgeHere(judged, FrozenTask()), ReadFlaggedMessages(kafka)), IsEmpty());
}

TEST_F(GroupTest, SecondProcessOfTheSameNameEndsTheFirstWithTheReason) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 1, 1);
  ServiceRun first;
  std::optional<Result<Summary>> result;
  std::jthread thread([&] { result.emplace(first.Go(kafka, FrozenTask(), false)); });
  ASSERT_TRUE(WaitUntil([&] { return first.metrics.Tasks().size() == 1; }));
  Member second(kafka, kafka.instance_id, false);
  thread.join();
  ASSERT_FALSE(result->has_value());
  EXPECT_THAT(result->error().message, testing::HasSubstr("kafka.instance_id"));
  second.Stop();
  EXPECT_TRUE(second.Result());
}

}  // namespace
}  // namespace labelwatch
