// Requests to look at a frame leave with the transaction of what was judged: each once, and closed by newer labels.

#include <gmock/gmock.h>

#include <thread>

#include "broker.h"
#include "consumers/kafka/clients.h"
#include "consumers/kafka/publisher.h"
#include "consumers/kafka/topics.h"
#include "frames.h"
#include "producing.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

class RequestsTest : public KafkaTest {
 protected:
  static TaskOptions Asking() {
    TaskOptions task = FrozenTask();
    task.routing.sampling.audit = 0.1;
    task.routing.repeat = 0.1;
    task.routing.expert_classes = {"dog"};
    return task;
  }
  static std::vector<RelabelRequest> Read(const KafkaOptions& kafka) {
    std::vector<RelabelRequest> requests;
    for (const ReadMessage& message : ReadMessages(kafka, kafka.topics.requests)) {
      auto request = DecodeRelabelRequest(message.value.value_or(""));
      EXPECT_TRUE(request) << request.error().message;
      EXPECT_EQ(message.key, request->frame_id);
      EXPECT_EQ(message.headers.at("ce_id"), request->id);
      requests.push_back(std::move(*request));
    }
    return requests;
  }
  static void Publish(const KafkaOptions& kafka, const std::vector<OwnedRecord>& records, int partitions) {
    MemoryStream stream(records);
    const auto sent = labelwatch::Publish(stream, kafka, partitions, [](const StreamProgress&) { return true; });
    ASSERT_TRUE(sent) << sent.error().message;
  }
};

TEST_F(RequestsTest, AreThoseOfAReplayAndARestartAsksNothingTwice) {
  const KafkaOptions kafka = Options();
  const auto frames = MakeFrames(1000);
  Publish(kafka, frames, 2);
  for (int start = 0; start < 2; ++start) {
    ServiceRun run;
    const auto summary = run.Go(kafka, Asking());
    ASSERT_TRUE(summary) << summary.error().message;
    if (start == 0) {
      EXPECT_THAT(run.metrics.Text(),
                  HasSubstr("labelwatch_review_requests_total{arm=\"flagged\",queue=\"expert\"} 100\n"));
    }
  }
  MemoryStream judged(frames);
  const Requests here = AskHere(judged, Asking());
  EXPECT_GT(here.size(), 150u);  // 100 flagged ones and some 90 others
  Requests there;
  for (const RelabelRequest& request : Read(kafka)) {
    EXPECT_TRUE(there.emplace(request.id, WithoutTime(request)).second) << "twice: " << request.id;
    EXPECT_GT(request.asked_at_ms, 0);
  }
  EXPECT_EQ(there, here);
}

// The annotator corrects an asked frame by himself: nobody needs to look at it any more.
TEST_F(RequestsTest, NewerLabelsCloseWhatWasAsked) {
  const KafkaOptions kafka = Options();
  const auto frames = MakeFrames(20);
  Publish(kafka, frames, 1);
  auto admin = MakeAdmin(kafka);
  ASSERT_TRUE(admin && PrepareTopics(admin->get(), kafka.topics));
  ServiceRun run;
  std::jthread service([&](const std::stop_token& stop) { EXPECT_TRUE(run.Go(kafka, Asking(), false, stop)); });
  ASSERT_TRUE(WaitUntil([&] { return !Read(kafka).empty(); }));
  const std::string asked = Read(kafka).front().frame_id;

  NameTable classes(10);
  LabeledFrame labels;
  FrameDecoder decoder(classes);
  for (const OwnedRecord& record : frames) {
    if (record.side == Side::kLabels && record.key == asked) {
      ASSERT_TRUE(decoder.Decode(record.value, labels));
      break;
    }
  }
  labels.label_revision = 2;
  std::string corrected;
  Encode(labels, classes, corrected);
  ForeignProducer producer(kafka, {{"partitioner", "murmur2_random"}});
  producer.Send(kafka.topics.labels, asked, corrected);
  producer.Flush();
  EXPECT_TRUE(WaitUntil([&] { return Read(kafka).back().withdrawn; })) << "without predictions nothing is suspicious";
  service.request_stop();
  service.join();
  const auto requests = Read(kafka);
  EXPECT_EQ(requests.back().frame_id, asked);
  EXPECT_TRUE(Closes(requests.back(), requests.front()));
  EXPECT_THAT(run.metrics.Text(), HasSubstr("labelwatch_review_withdrawn_total 1\n"));
}

TEST_F(RequestsTest, AsJsonTheyAreReadByAnyLanguage) {
  KafkaOptions kafka = Options();
  kafka.output_format = OutputFormat::kJson;
  Publish(kafka, MakeFrames(20), 1);
  ServiceRun run;
  ASSERT_TRUE(run.Go(kafka, Asking()));
  for (const std::string& topic : {kafka.topics.requests, kafka.topics.flagged}) {
    const auto messages = ReadMessages(kafka, topic);
    ASSERT_FALSE(messages.empty());
    EXPECT_THAT(messages[0].value.value(), testing::StartsWith("{\""));
    EXPECT_EQ(messages[0].headers.at("content-type"), "application/json");
  }
  EXPECT_FALSE(Read(kafka).empty());
  EXPECT_THAT(ReadFlaggedMessages(kafka), SizeIs(2));
}

TEST_F(RequestsTest, WithoutATopicNobodyIsAsked) {
  KafkaOptions kafka = Options();
  kafka.topics.requests = kafka.topics.verdicts = "";
  Publish(kafka, MakeFrames(20), 1);
  ServiceRun run;
  ASSERT_TRUE(run.Go(kafka, Asking()));
  EXPECT_THAT(ReadFlaggedMessages(kafka), SizeIs(2));
}

}  // namespace
}  // namespace labelwatch
