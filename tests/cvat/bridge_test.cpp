// The whole way over a real broker, with the real binary: a request becomes a task, a completed job a verdict,
// corrected labels and their predictions. CVAT is played (server.py).

#include <gmock/gmock.h>
#include <stdlib.h>

#include <memory>

#include "consumers/kafka/clients.h"
#include "consumers/kafka/topics.h"
#include "consumers/labeling/body_signature.h"
#include "consumers/labeling/requests.h"
#include "schema/wire.h"
#include "tests/cvat/server.h"
#include "tests/e2e/command.h"
#include "tests/kafka/broker.h"
#include "tests/kafka/producing.h"
#include "tests/metrics/ask.h"
#include "tests/support/requests.h"
#include "tests/support/temporary_folder.h"

namespace labelwatch {
namespace {

class CvatBridgeTest : public KafkaTest {
 protected:
  void SetUp() override {
    if (PlayedCvat::LeftOut()) GTEST_SKIP() << "left out: LABELWATCH_SKIP_CVAT=1 is set";
    KafkaTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    kafka_ = Options();
    for (std::string* topic : {&kafka_.topics.requests, &kafka_.topics.verdicts, &kafka_.topics.tasks}) {
      *topic += "." + kafka_.group;
    }
    MakeTopics(kafka_, 2, 2);
    const auto admin = MakeAdmin(kafka_);
    ASSERT_TRUE(admin) << admin.error().message;
    ASSERT_TRUE(CreateTopics(admin->get(), {{kafka_.topics.requests, 2, {{"cleanup.policy", "compact"}}}}));
    cvat_ = std::make_unique<PlayedCvat>();
    setenv("LABELWATCH_CVAT_TOKEN", PlayedCvat::kToken, 1);
  }

  std::string WriteConfig(const std::string& more = {}) const {
    const KafkaTopics& topics = kafka_.topics;
    std::string config = "kafka:\n  brokers: " + kafka_.brokers + "\n  group: " + kafka_.group +
                         "\n  instance_id: one\n  topics:\n    labels: " + topics.labels +
                         "\n    predictions: " + topics.predictions + "\n    requests: " + topics.requests +
                         "\n    verdicts: " + topics.verdicts + "\n    tasks: " + topics.tasks + "\n  properties:\n";
    for (const auto& [name, value] : kafka_.properties) config += "    " + name + ": \"" + value + "\"\n";
    config += "cvat:\n  url: " + cvat_->Url() + "\n  project: reviews\n  address: 127.0.0.1:0\n" + more;
    return folder_.Write("bridge.yaml", config);
  }
  void BridgeOnce() const {
    const Finished ended = RunCommand({"bridge", "cvat", "--config", WriteConfig(), "--once"});
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
  }
  void Ask(const RelabelRequest& request) const {
    ForeignProducer(kafka_, {}).Send(kafka_.topics.requests, request.frame_id, EncodeRelabelRequest(request));
  }

  std::vector<std::string> Tasks() const { return cvat_->Texts("/api/tasks?project_id=1", "name"); }
  static std::string NameOf(const RelabelRequest& request) { return request.frame_id + " [" + request.id + "]"; }

  const TemporaryFolder folder_;
  KafkaOptions kafka_;
  std::unique_ptr<PlayedCvat> cvat_;
};

TEST_F(CvatBridgeTest, ACompletedJobIsAVerdictAndCorrectedLabels) {
  Ask(WrongClassRequest("a.jpg"));
  Ask(WrongClassRequest("missing.jpg"));
  BridgeOnce();
  EXPECT_THAT(cvat_->Texts("/api/tasks?project_id=1", "name"),
              testing::ElementsAre("a.jpg [" + WrongClassRequest("a.jpg").id + "]"));
  EXPECT_TRUE(ReadMessages(kafka_, kafka_.topics.verdicts).empty());
  cvat_->SetState(1, "completed");
  BridgeOnce();
  BridgeOnce();  // each version of a review is told once
  const auto verdicts = ReadMessages(kafka_, kafka_.topics.verdicts);
  ASSERT_EQ(verdicts.size(), 1u);
  const auto verdict = DecodeRelabelVerdict(verdicts[0].value.value_or(""));
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->findings.at(0).decision, Decision::kAccepted);
  EXPECT_EQ(verdict->new_label_revision, 2u);
  const auto labels = ReadMessages(kafka_, kafka_.topics.labels);
  ASSERT_EQ(labels.size(), 1u);
  NameTable classes(10);
  FrameDecoder decoder(classes);
  LabeledFrame frame;
  ASSERT_TRUE(decoder.Decode(*labels[0].value, frame));
  EXPECT_EQ(frame.label_revision, 2u);
  EXPECT_EQ(classes.Name(frame.labels.at(0).class_id), "truck");
  EXPECT_EQ(frame.labels.at(0).id, "1");
  EXPECT_EQ(frame.labels.at(0).annotator, "maria");
  EXPECT_EQ(ReadMessages(kafka_, kafka_.topics.predictions).size(), 1u);

  Ask(WrongClassRequest("a.jpg", 3));
  BridgeOnce();
  EXPECT_EQ(cvat_->Texts("/api/tasks?project_id=1", "name").size(), 2u) << "what was reviewed stays";
}

TEST_F(CvatBridgeTest, ItsSignedWebhookBringsDecisionsAtOnce) {
  Ask(WrongClassRequest("a.jpg"));
  const std::string secret = "0123456789abcdef", body = R"({"event":"update:job","job":{"id":1}})";
  const Running bridge({"bridge", "cvat", "--config",
                        WriteConfig("  poll: 1h\n  batch_wait: 0s\n  webhook_secret_file: " +
                                    folder_.Write("secret", secret + "\n") + "\n")});
  const std::string said = bridge.WaitForError("/metrics"), place = "metrics: http://127.0.0.1:";
  const int port = std::stoi(said.substr(said.find(place) + place.size()));
  const auto call = [&](const std::string& signature) {
    return ::labelwatch::Ask(port, "POST /cvat HTTP/1.1\r\nHost: localhost\r\nX-Signature-256: " + signature +
                                       "\r\nContent-Length: " + std::to_string(body.size()) +
                                       "\r\nConnection: close\r\n\r\n" + body)
        .substr(0, 12);
  };
  ASSERT_TRUE(WaitUntil([&] {
    return Tasks().size() == 1 &&
           std::ranges::any_of(ReadMessages(kafka_, kafka_.topics.tasks), [](const ReadMessage& one) {
             return one.value.value_or("").find("\"state\":\"open\"") != std::string::npos;
           });
  })) << "its task is whole";
  cvat_->SetState(1, "completed");
  EXPECT_EQ(call(SignatureOf("another secret...", body)), "HTTP/1.1 401");
  EXPECT_EQ(call(SignatureOf(secret, body)), "HTTP/1.1 202");
  EXPECT_TRUE(WaitUntil([&] { return ReadMessages(kafka_, kafka_.topics.verdicts).size() == 1; }));
}

// A decision is told, and leads to a request, while newer labels are on their way: the withdrawal, or the newer
// request, stands before it on the topic. Somebody asked about labels that are gone would waste their time.
TEST_F(CvatBridgeTest, WhatIsAskedAboutOlderLabelsAfterwardsIsNoTask) {
  const RelabelRequest a = WrongClassRequest("a.jpg"), b = WrongClassRequest("b.jpg"), c = WrongClassRequest("c.jpg");
  const RelabelRequest newer = WrongClassRequest("b.jpg", 2);
  const auto late = [](const RelabelRequest& request) {
    return ExpertRequest(request, "a reviewer could not tell", 7);
  };
  const auto fine = [](const char* frame, std::uint64_t revision) {
    LabeledFrame labels;
    labels.frame_id = frame;
    labels.label_revision = revision;
    return MakeWithdrawal(labels, std::string("judged ") + frame, 6);
  };
  Ask(a);
  Ask(b);
  BridgeOnce();
  EXPECT_THAT(Tasks(), testing::UnorderedElementsAre(NameOf(a), NameOf(b)));
  Ask(fine("a.jpg", 2));  // in one batch with what comes after it
  Ask(late(a));
  Ask(newer);
  BridgeOnce();
  EXPECT_THAT(Tasks(), testing::ElementsAre(NameOf(newer)));
  Ask(late(b));  // in the next one
  Ask(c);
  Ask(fine("c.jpg", 2));
  BridgeOnce();
  Ask(late(c));
  Ask(RepeatRequest(c, 8));
  BridgeOnce();
  EXPECT_THAT(Tasks(), testing::UnorderedElementsAre(NameOf(newer), NameOf(RepeatRequest(c, 8))))
      << "what compares two reviewers is asked all the same";
  Ask(WrongClassRequest("a.jpg", 3));
  BridgeOnce();
  EXPECT_THAT(Tasks(), testing::Contains(NameOf(WrongClassRequest("a.jpg", 3)))) << "newer labels are asked about";
}

}  // namespace
}  // namespace labelwatch
