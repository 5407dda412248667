// Input out of which nothing comes: said once, and not ready.

#include "consumers/kafka/input_checks.h"

#include <gmock/gmock.h>

#include "broker.h"
#include "consumers/outcome.h"
#include "producing.h"

namespace labelwatch {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;

const KafkaTopics kTopics;

StreamCounts Ended(Side side, Outcome outcome, std::uint64_t records) {
  StreamCounts counts;
  counts.outcomes[static_cast<std::size_t>(side)][static_cast<std::size_t>(outcome)] = records;
  return counts;
}

TEST(FlowCheckTest, NothingIsSaidOfAFewOrOfWhatComesThrough) {
  FlowCheck flow(kTopics);
  flow.Add(Ended(Side::kLabels, Outcome::kDeadLettered, 199));
  EXPECT_FALSE(flow.Problem());
  flow.Add(Ended(Side::kLabels, Outcome::kJoined, 199));
  EXPECT_FALSE(flow.Problem());
}

TEST(FlowCheckTest, RefusedAsAWholeUntilFramesComeThroughAgain) {
  FlowCheck flow(kTopics);
  StreamCounts counts = Ended(Side::kPredictions, Outcome::kDeadLettered, 200);
  counts.rejections[1][static_cast<std::size_t>(Rejection::kMalformed)] = 200;
  flow.Add(counts);
  ASSERT_TRUE(flow.Problem());
  EXPECT_THAT(*flow.Problem(), AllOf(HasSubstr(kTopics.predictions), HasSubstr("malformed"), HasSubstr("exchanged")));
  flow.Add(Ended(Side::kPredictions, Outcome::kJoined, 200));
  EXPECT_FALSE(flow.Problem());
}

TEST(FlowCheckTest, AllLate) {
  FlowCheck flow(kTopics);
  flow.Add(Ended(Side::kLabels, Outcome::kLate, 200));
  ASSERT_TRUE(flow.Problem());
  EXPECT_THAT(*flow.Problem(), HasSubstr("join.window"));
}

TEST(FlowCheckTest, BothSidesComeAndNoneMeet) {
  FlowCheck flow(kTopics);
  flow.Add(Ended(Side::kPredictions, Outcome::kPredictionOnly, 200));
  EXPECT_FALSE(flow.Problem());  // normal: a model sees more frames than people label
  flow.Add(Ended(Side::kLabels, Outcome::kLabelOnly, 200));
  ASSERT_TRUE(flow.Problem());
  EXPECT_THAT(*flow.Problem(), HasSubstr("hardly any meet"));
  flow.Add(Ended(Side::kLabels, Outcome::kJoined, 200));
  EXPECT_FALSE(flow.Problem());
}

// A frame whose labels and predictions have these keys, in these partitions.
void Observe(KeyCheck& check, int frame, const std::string& label_key, int label_partition,
             const std::string& prediction_key, int prediction_partition) {
  const std::string id = "frame-" + std::to_string(frame);
  Envelope envelope;
  envelope.frame_id = id;
  check.Observe(Side::kLabels, label_key, label_partition, envelope);
  check.Observe(Side::kPredictions, prediction_key, prediction_partition, envelope);
}

TEST(KeyCheckTest, KeysThatAreQuotedOnOneSideAreAProblemWithAnExample) {
  KeyCheck check(4);
  for (int i = 0; i < 100; ++i) {
    const std::string id = "frame-" + std::to_string(i);
    Observe(check, i, '"' + id + '"', i % 4, id, i % 3);
  }
  ASSERT_TRUE(check.Problem());
  EXPECT_THAT(*check.Problem(),
              AllOf(HasSubstr("keys of labels are not their frame ids"), HasSubstr("'\"frame-99\"' for frame"),
                    HasSubstr("keys of predictions are their frame ids")));
}

TEST(KeyCheckTest, AnotherKeyThatBothSidesShareIsNone) {
  KeyCheck check(4);
  for (int i = 0; i < 100; ++i) Observe(check, i, "camera", 1, "camera", 1);
  EXPECT_FALSE(check.Problem());
}

TEST(KeyCheckTest, NoKeyAtAllOnBothSides) {
  KeyCheck check(4);
  for (int i = 0; i < 100; ++i) Observe(check, i, "", i % 4, "", (i + 1) % 4);
  ASSERT_TRUE(check.Problem());
  EXPECT_THAT(*check.Problem(), HasSubstr("none for frame"));
}

// Another process reads the partitions where the other sides are.
TEST(KeyCheckTest, AProcessThatNeverSeesBothSidesKnowsByTheFormOfTheKeys) {
  KeyCheck check(4);
  Envelope envelope;
  for (int i = 0; i < 100; ++i) {
    const std::string label = "a" + std::to_string(i), prediction = "b" + std::to_string(i);
    envelope.frame_id = label;
    check.Observe(Side::kLabels, "x", 0, envelope);
    envelope.frame_id = prediction;
    check.Observe(Side::kPredictions, prediction, 0, envelope);
  }
  EXPECT_TRUE(check.Problem());
}

TEST(KeyCheckTest, OnePartitionKeepsEverythingTogether) {
  KeyCheck check(1);
  for (int i = 0; i < 100; ++i) Observe(check, i, "\"x\"", 0, "frame-" + std::to_string(i), 0);
  EXPECT_FALSE(check.Problem());
}

class InputChecksTest : public KafkaTest {};

TEST_F(InputChecksTest, ExchangedTopicsMakeTheServiceNotReady) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 1, 1);
  {
    ForeignProducer producer(kafka, {});
    for (const OwnedRecord& frame : MakeFrames(500)) {
      producer.Send(frame.side == Side::kLabels ? kafka.topics.predictions : kafka.topics.labels, frame.key,
                    frame.value);
    }
  }
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_EQ(summary->counts.frames, 0u);
  EXPECT_THAT(run.health.ReasonsNotReady(), Contains(AllOf(HasSubstr("kafka input"), HasSubstr("exchanged"))));
}

TEST_F(InputChecksTest, QuotedKeysMakeTheServiceNotReady) {
  const KafkaOptions kafka = Options();
  MakeTopics(kafka, 4, 4);
  {
    ForeignProducer producer(kafka, {{"partitioner", "murmur2_random"}});
    for (const OwnedRecord& frame : MakeFrames(500)) {
      const bool labels = frame.side == Side::kLabels;
      producer.Send(labels ? kafka.topics.labels : kafka.topics.predictions, labels ? '"' + frame.key + '"' : frame.key,
                    frame.value);
    }
  }
  ServiceRun run;
  const auto summary = run.Go(kafka, FrozenTask());
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_THAT(run.health.ReasonsNotReady(), Contains(AllOf(HasSubstr("kafka keys"), HasSubstr("keys of labels"))));
}

}  // namespace
}  // namespace labelwatch
