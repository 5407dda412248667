// The review of a process over a real broker: what it reads, and the verdicts that it writes.

#include <gmock/gmock.h>

#include <random>

#include "consumers/kafka/review_feed.h"
#include "consumers/kafka/verdict_writer.h"
#include "detectors/learning/next_calibration.h"
#include "producing.h"
#include "schema/wire.h"
#include "tests/support/requests.h"

namespace labelwatch {
namespace {

FlaggedFrame Flagged(const std::string& id) {
  FlaggedFrame flagged;
  flagged.id = "judged " + id;
  flagged.frame_id = id;
  flagged.score = 2;
  FindingRecord finding;
  finding.id = "finding of " + id;
  finding.frame_id = id;
  finding.kind = Kind::kMissing;
  finding.score = finding.probability = finding.prior = 0.5;
  finding.suggested_class = "dog";
  finding.suggested_box = Box{10, 10, 50, 50};
  finding.flagged = true;
  flagged.findings.push_back(finding);
  return flagged;
}

// What a process has of the review.
struct Desk {
  explicit Desk(const KafkaOptions& kafka) : feed(kafka, {}, {}, gallery, review, desk, learning) {}

  Gallery gallery{{}};
  ReviewDesk desk{{}, {}, kExpertVerdicts};
  GalleryReview review{gallery, desk};
  LearningStage learning{FirstCalibration({}), {}};
  ReviewFeed feed;
};

class ReviewTest : public OnePartitionTest {
 protected:
  static bool Shown(const Desk& one, const std::string& id, bool decided) {
    return WaitUntil([&] {
      const auto view = one.gallery.Now();
      for (std::size_t i = 0; i < view->frames.size(); ++i) {
        if (view->frames[i]->frame_id == id) return view->decided[i].at(0) == decided;
      }
      return false;
    });
  }
};

TEST_F(ReviewTest, EveryProcessShowsWhatIsFlaggedAndWhatAnyOfThemDecided) {
  Make(kafka_.topics.flagged);
  Make(kafka_.topics.verdicts);
  ForeignProducer producer(kafka_, {});
  producer.Send(kafka_.topics.verdicts, "f", std::string("\xff no verdict"));
  producer.Send(kafka_.topics.flagged, "f", std::string("\xff no flagged frame"));
  producer.Send(kafka_.topics.flagged, "before", EncodeFlaggedFrame(Flagged("before")));
  producer.Flush();
  Desk one(kafka_), other(kafka_);
  EXPECT_TRUE(Shown(one, "before", false)) << "there is no topic of requests yet";
  Make(kafka_.topics.requests);
  producer.Send(kafka_.topics.flagged, "f", EncodeFlaggedFrame(Flagged("f")));
  RelabelRequest request;
  request.frame = Flagged("f");
  request.frame_id = "f";
  request.id = RequestId(request.frame, request.queue);
  producer.Send(kafka_.topics.requests, "f", EncodeRelabelRequest(request));
  producer.Flush();
  ASSERT_TRUE(Shown(one, "f", false));
  ASSERT_TRUE(WaitUntil([&] { return one.desk.Status()->queues[0].open == 1 && one.desk.Status()->refused == 1; }));

  Verdict verdict;
  verdict.finding = request.frame.findings[0];
  verdict.decision = Decision::kRejected;
  verdict.kind_known = verdict.score_known = true;
  VerdictWriter writer(kafka_);
  ASSERT_TRUE(writer.Write(one.desk.Answers({verdict}, 5000)));
  EXPECT_THAT(ReadMessages(kafka_, kafka_.topics.verdicts), testing::SizeIs(2)) << "it stands there once it is told";
  EXPECT_TRUE(Shown(other, "f", true));
  ASSERT_TRUE(WaitUntil([&] {
    const auto status = other.desk.Status();
    return !status->mislabeled.empty() && status->queues[0].open == 0;
  }));
  EXPECT_EQ(other.desk.Status()->mislabeled[0].rate, 0);
}

TEST_F(ReviewTest, AnAuditComesWithItsRequestAndItsAnswerClosesItEverywhere) {
  for (const std::string& topic : {kafka_.topics.flagged, kafka_.topics.requests, kafka_.topics.verdicts}) Make(topic);
  ForeignProducer producer(kafka_, {});
  const RelabelRequest audit = AuditRequest("f");
  for (const RelabelRequest& request : {audit, AuditRequest("corrected"), AuditRequest("flagged later")}) {
    producer.Send(kafka_.topics.requests, request.frame_id, EncodeRelabelRequest(request));
  }
  producer.Flush();
  Desk one(kafka_), other(kafka_);
  for (const char* id : {"f", "corrected", "flagged later"}) EXPECT_TRUE(Shown(one, id, false)) << id;
  EXPECT_EQ(one.gallery.WithId("f")->key.size(), 32U);

  RelabelRequest withdrawn;
  withdrawn.id = "w";
  withdrawn.frame_id = "corrected";
  withdrawn.label_revision = 2;
  withdrawn.withdrawn = true;
  producer.Send(kafka_.topics.requests, "corrected", EncodeRelabelRequest(withdrawn));
  producer.Send(kafka_.topics.requests, "flagged later", EncodeRelabelRequest(WrongClassRequest("flagged later", 2)));
  producer.Flush();
  EXPECT_TRUE(WaitUntil([&] {
    return one.gallery.WithId("corrected") == nullptr && one.gallery.WithId("flagged later") == nullptr;
  })) << "the flagged one comes with its findings on another topic";

  Verdict fine;
  fine.request_id = audit.id;
  fine.finding.frame_id = "f";
  fine.decision = Decision::kRejected;
  VerdictWriter writer(kafka_);
  ASSERT_TRUE(writer.Write(one.desk.Answers({fine}, 5000)));
  EXPECT_TRUE(Shown(other, "f", true));
  ASSERT_TRUE(WaitUntil([&] { return !other.desk.Status()->mislabeled.empty(); }));
  EXPECT_EQ(other.desk.Status()->mislabeled[0].verdicts, 1U) << "it is in the audited rate";
  EXPECT_LT(other.desk.Status()->mislabeled[0].rate, 0.01);
}

// Each topic is followed by a thread of its own.
TEST_F(ReviewTest, FlaggedFramesAndAuditsAreTakenAtTheSameTime) {
  constexpr int kOfEach = 400;
  for (const std::string& topic : {kafka_.topics.flagged, kafka_.topics.requests, kafka_.topics.verdicts}) Make(topic);
  ForeignProducer producer(kafka_, {});
  for (int i = 0; i < kOfEach; ++i) {
    const FlaggedFrame flagged = WrongClassRequest("flagged " + std::to_string(i)).frame;
    const RelabelRequest audit = AuditRequest("audited " + std::to_string(i));
    producer.Send(kafka_.topics.flagged, flagged.frame_id, EncodeFlaggedFrame(flagged));
    producer.Send(kafka_.topics.requests, audit.frame_id, EncodeRelabelRequest(audit));
  }
  producer.Flush();
  Desk one(kafka_);
  EXPECT_TRUE(WaitUntil([&] { return one.gallery.Fill().frames == 2 * kOfEach; })) << one.gallery.Fill().frames;
}

// As config/commands/review_pages.cpp does it.
void DecideOnPage(Desk& desk, VerdictWriter& writer, const Verdict& verdict, std::int64_t now_ms) {
  const auto answers = desk.desk.Answers({verdict}, now_ms);
  const auto next = desk.desk.Next(answers);
  ASSERT_TRUE(writer.Write(answers, next.requests));
  for (const RelabelVerdict& answer : answers) desk.review.Take(answer);
  for (const RelabelRequest& request : next.requests) desk.review.Take(request);
}

TEST_F(ReviewTest, ADecisionOnThePageLeadsToAnExpertOnce) {
  for (const std::string& topic : {kafka_.topics.flagged, kafka_.topics.verdicts, kafka_.topics.requests}) Make(topic);
  RelabelRequest request;
  request.frame = Flagged("f");
  request.frame_id = "f";
  request.id = RequestId(request.frame, request.queue);
  ForeignProducer producer(kafka_, {});
  producer.Send(kafka_.topics.flagged, "f", EncodeFlaggedFrame(request.frame));
  producer.Send(kafka_.topics.requests, "f", EncodeRelabelRequest(request));
  producer.Flush();
  Desk one(kafka_), other(kafka_);
  ASSERT_TRUE(Shown(one, "f", false));
  ASSERT_TRUE(WaitUntil([&] { return one.desk.Status()->queues[0].open == 1; }));

  Verdict verdict;
  verdict.finding = request.frame.findings[0];
  verdict.decision = Decision::kRejected;
  verdict.kind_known = verdict.score_known = true;
  kafka_.output_format = OutputFormat::kJson;
  VerdictWriter writer(kafka_);
  DecideOnPage(one, writer, verdict, 5000);
  verdict.decision = Decision::kUndecided;
  verdict.still_open = verdict.changed = true;
  DecideOnPage(one, writer, verdict, 6000);
  verdict.decision = Decision::kRejected;
  verdict.still_open = false;
  DecideOnPage(one, writer, verdict, 7000);
  EXPECT_THAT(ReadMessages(kafka_, kafka_.topics.verdicts), testing::SizeIs(3));
  const auto requests = ReadMessages(kafka_, kafka_.topics.requests);
  ASSERT_THAT(requests, testing::SizeIs(2)) << "once, however often it is decided";
  EXPECT_EQ(requests[1].key, "f");
  EXPECT_EQ(requests[1].headers.at("ce_id"), "judged f.flagged.expert");
  EXPECT_EQ(requests[1].headers.at("content-type"), "application/json");
  const auto expert = DecodeRelabelRequest(*requests[1].value);
  ASSERT_TRUE(expert) << expert.error().message;
  EXPECT_EQ(expert->queue, ReviewQueue::kExpert);
  EXPECT_EQ(expert->repeats, request.id);

  for (Desk* desk : {&one, &other}) {
    ASSERT_TRUE(WaitUntil([&] { return desk->desk.Status()->queues[1].open == 1; }));
    EXPECT_EQ(desk->desk.Status()->queues[0].open, 0U);
    EXPECT_TRUE(Shown(*desk, "f", false)) << "for the expert to decide";
  }
  verdict.changed = false;
  DecideOnPage(other, writer, verdict, 8000);
  EXPECT_TRUE(Shown(one, "f", true));
  EXPECT_THAT(ReadMessages(kafka_, kafka_.topics.requests), testing::SizeIs(2)) << "the expert has the last word";
}

// That no compression makes shorter by much.
std::string LongText(std::size_t letters) {
  std::mt19937 random(3);
  std::string text;
  while (text.size() < letters) text += static_cast<char>('!' + random() % 90);
  return text;
}

std::string PredictedBy(const std::string& model) {
  NameTable classes(1);
  PredictedFrame predicted;
  predicted.frame_id = "f";
  predicted.model = model;
  std::string bytes;
  Encode(predicted, classes, bytes);
  return bytes;
}

TEST_F(ReviewTest, ARequestTooLargeForItsTopicGoesWithoutWhatCanBeLookedUp) {
  for (const std::string& topic : {kafka_.topics.verdicts, kafka_.topics.requests}) Make(topic);
  SetTopic(kafka_, kafka_.topics.requests, "max.message.bytes", "2000");
  RelabelRequest request;
  request.frame = Flagged("f");
  request.frame_id = "f";
  request.id = "r";
  request.frame.predicted = {PredictedBy(LongText(5000))};
  VerdictWriter writer(kafka_);
  ASSERT_TRUE(writer.Write({}, {request}));
  request.frame.findings[0].evidence = LongText(5000);
  ASSERT_TRUE(writer.Write({}, {request})) << "the verdicts stand all the same";
  const auto requests = ReadMessages(kafka_, kafka_.topics.requests);
  ASSERT_THAT(requests, testing::SizeIs(1));
  const auto sent = DecodeRelabelRequest(*requests[0].value);
  ASSERT_TRUE(sent);
  EXPECT_THAT(sent->frame.predicted, testing::IsEmpty());
}

TEST_F(ReviewTest, BrokersThatAreAwayAreTold) {
  KafkaOptions away = kafka_;
  away.brokers = "127.0.0.1:1";
  away.properties["socket.timeout.ms"] = "1000";
  VerdictWriter writer(away);
  EXPECT_FALSE(writer.Write({RelabelVerdict()}));
}

}  // namespace
}  // namespace labelwatch
