// The review of a process over a real broker: what it reads, and the verdicts that it writes.

#include <gmock/gmock.h>

#include "consumers/kafka/review_feed.h"
#include "consumers/kafka/verdict_writer.h"
#include "detectors/learning/next_calibration.h"
#include "producing.h"
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
  explicit Desk(const KafkaOptions& kafka) : feed(kafka, {}, {}, gallery, desk, learning) {}

  Gallery gallery{{}};
  ReviewDesk desk;
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

TEST_F(ReviewTest, BrokersThatAreAwayAreTold) {
  KafkaOptions away = kafka_;
  away.brokers = "127.0.0.1:1";
  away.properties["socket.timeout.ms"] = "1000";
  VerdictWriter writer(away);
  EXPECT_FALSE(writer.Write({RelabelVerdict()}));
}

}  // namespace
}  // namespace labelwatch
