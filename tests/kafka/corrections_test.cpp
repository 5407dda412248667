// A corrected label is judged as the first was: with the predictions of its request, sent again.

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

class CorrectionsTest : public KafkaTest {
 protected:
  std::vector<RelabelRequest> Requests() const {
    std::vector<RelabelRequest> requests;
    for (const ReadMessage& message : ReadMessages(kafka_, kafka_.topics.requests)) {
      requests.push_back(DecodeRelabelRequest(message.value.value_or("")).value());
    }
    return requests;
  }

  // As a bridge does: the labels of the request as revision 2, with a box more or as they were, and its predictions.
  void Answer(const RelabelRequest& request, bool mend) {
    NameTable classes(10);
    FrameDecoder decoder(classes);
    LabeledFrame labels;
    ASSERT_TRUE(decoder.Decode(request.frame.labeled, labels));
    labels.label_revision = 2;
    labels.predictions_follow = 1;
    PredictedFrame predicted;
    ASSERT_TRUE(decoder.Decode(request.frame.predicted.at(0), predicted));
    predicted.for_label_revision = 2;
    if (mend) {
      // In a wrong frame the first label has no object, and the last object no label.
      labels.labels.erase(labels.labels.begin());
      Label& missing = labels.labels.emplace_back();
      missing.id = "new";
      missing.class_id = predicted.predictions.back().class_id;
      missing.shape = predicted.predictions.back().shape;
    }
    std::string labels_bytes, predicted_bytes;
    Encode(labels, classes, labels_bytes);
    Encode(predicted, classes, predicted_bytes);
    ForeignProducer producer(kafka_, {{"partitioner", "murmur2_random"}});
    producer.Send(kafka_.topics.predictions, request.frame_id, predicted_bytes);
    producer.Send(kafka_.topics.labels, request.frame_id, labels_bytes);
  }

  KafkaOptions kafka_;
};

TEST_F(CorrectionsTest, AMendedLabelRaisesNothingAndAnUnmendedOneTheSameAgain) {
  kafka_ = Options();
  MemoryStream stream(MakeFrames(20));
  ASSERT_TRUE(Publish(stream, kafka_, 1, [](const StreamProgress&) { return true; }));
  auto admin = MakeAdmin(kafka_);
  ASSERT_TRUE(admin && PrepareTopics(admin->get(), kafka_.topics));
  TaskOptions task = FrozenTask();
  task.routing.sampling.audit = 0;
  ServiceRun run;
  std::jthread service([&](const std::stop_token& stop) { EXPECT_TRUE(run.Go(kafka_, task, false, stop)); });
  ASSERT_TRUE(WaitUntil([&] { return Requests().size() == 2; }));
  const auto first = Requests();
  Answer(first[0], true);
  Answer(first[1], false);
  EXPECT_TRUE(WaitUntil([&] { return Requests().size() == 4; }));
  EXPECT_TRUE(WaitUntil([&] { return run.metrics.Text().find("frames_corrected_total 2\n") != std::string::npos; }));
  service.request_stop();
  service.join();

  std::map<std::string, RelabelRequest> last;
  for (RelabelRequest& request : Requests()) last[request.frame_id] = std::move(request);
  EXPECT_TRUE(last[first[0].frame_id].withdrawn);
  const RelabelRequest& again = last[first[1].frame_id];
  EXPECT_FALSE(again.withdrawn);
  EXPECT_EQ(again.label_revision, 2u);
  ASSERT_EQ(again.frame.findings.size(), first[1].frame.findings.size());
  EXPECT_EQ(again.frame.findings[0].score, first[1].frame.findings[0].score) << "judged with the same predictions";
  const std::string text = run.metrics.Text();
  EXPECT_THAT(text, HasSubstr("labelwatch_record_outcomes_total{side=\"predictions\",outcome=\"joined\"} 22\n"));
  EXPECT_THAT(text, HasSubstr("labelwatch_record_outcomes_total{side=\"predictions\",outcome=\"duplicate\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("labelwatch_record_outcomes_total{side=\"labels\",outcome=\"joined\"} 22\n"));
}

}  // namespace
}  // namespace labelwatch
