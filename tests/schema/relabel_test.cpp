#include "schema/relabel.h"

#include <gmock/gmock.h>
#include <google/protobuf/stubs/logging.h>

#include <random>

#include "schema/wire.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// One frame with a dog that a model calls a cat, and a crowd of birds that it sees.
class RelabelTest : public testing::Test {
 protected:
  RelabelTest() {
    labels_.frame_id = "a.jpg";
    labels_.source = "cam07";
    labels_.annotator = "ann";
    labels_.label_revision = 4;
    labels_.image_bytes = "not sent";
    labels_.frame_classes = {classes_.Add("park")};
    labels_.exhaustive_classes = {classes_.Add("dog")};
    Label& dog = labels_.labels.emplace_back();
    dog.id = "17";
    dog.class_id = classes_.Add("dog");
    predicted_.resize(1);
    predicted_[0].frame_id = "a.jpg";
    predicted_[0].model = "yolo";
    Predict("cat", 0.9);
  }

  void Predict(const char* name, double score) {
    Prediction& prediction = predicted_[0].predictions.emplace_back();
    prediction.class_id = classes_.Add(name);
    prediction.score = score;
  }

  RelabelRequest Request() {
    RelabelRequest request;
    request.frame.id = "ab";
    request.frame_id = request.frame.frame_id = "a.jpg";
    request.label_revision = request.frame.label_revision = 4;
    request.frame.source = "cam07";
    request.frame.annotator = "ann";
    request.frame.inclusion_probability = 0.25;
    FindingRecord& finding = request.frame.findings.emplace_back();
    finding.id = "f1";
    finding.kind = Kind::kWrongClass;
    finding.score = 2;
    CarryFrame({labels_, predicted_}, classes_, request.frame);
    request.id = RequestId(request.frame, request.queue);
    request.priority = 1.5;
    request.asked_at_ms = 1764412345678;
    request.reason = "1 finding";
    request.ask_again = true;
    return request;
  }

  NameTable classes_{20};
  LabeledFrame labels_;
  std::vector<PredictedFrame> predicted_;
};

TEST_F(RelabelTest, ARequestComesBackWithTheFrameAsItWasJudged) {
  const RelabelRequest sent = Request();
  const auto back = DecodeRelabelRequest(EncodeRelabelRequest(sent));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->id, "ab.flagged");
  EXPECT_FALSE(back->withdrawn);
  EXPECT_EQ(back->label_revision, 4u);
  EXPECT_EQ(back->priority, 1.5);
  EXPECT_EQ(back->reason, "1 finding");
  EXPECT_TRUE(back->ask_again);
  EXPECT_EQ(back->frame.arm, ReviewArm::kFlagged);
  EXPECT_EQ(back->frame.inclusion_probability, 0.25);
  EXPECT_EQ(back->frame.findings[0].id, "f1");

  FrameDecoder decoder(classes_);
  LabeledFrame labels;
  ASSERT_TRUE(decoder.Decode(back->frame.labeled, labels));
  EXPECT_EQ(labels.frame_id, "a.jpg");
  EXPECT_EQ(labels.label_revision, 4u);
  EXPECT_EQ(labels.labels[0].id, "17");
  EXPECT_EQ(labels.frame_classes, labels_.frame_classes);
  EXPECT_EQ(labels.exhaustive_classes, labels_.exhaustive_classes);
  EXPECT_TRUE(labels.image_bytes.empty());
  PredictedFrame predicted;
  ASSERT_TRUE(decoder.Decode(back->frame.predicted.at(0), predicted));
  EXPECT_EQ(predicted.model, "yolo");
  EXPECT_EQ(classes_.Name(predicted.predictions.at(0).class_id), "cat");
  EXPECT_EQ(EncodeRelabelRequest(*back), EncodeRelabelRequest(sent));
}

TEST_F(RelabelTest, ARequestIsReadFromItsJsonToo) {
  const std::string bytes = EncodeRelabelRequest(Request());
  const auto json = RelabelRequestToJson(bytes);
  ASSERT_TRUE(json);
  EXPECT_THAT(*json, HasSubstr(R"("op":"OP_OPEN")"));
  EXPECT_THAT(*json, Not(HasSubstr("\n")));
  const auto back = DecodeRelabelRequest(*json);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(EncodeRelabelRequest(*back), bytes);
}

TEST_F(RelabelTest, TheMostConfidentPredictionsAreSentAndTheRestIsCounted) {
  for (std::size_t i = 0; i < kMostSentPredictions; ++i) Predict("bird", 0.5);
  Predict("owl", 0.7);
  const RelabelRequest request = Request();
  EXPECT_EQ(request.frame.predictions_left_out, 2u);
  FrameDecoder decoder(classes_);
  PredictedFrame predicted;
  ASSERT_TRUE(decoder.Decode(request.frame.predicted.at(0), predicted));
  ASSERT_EQ(predicted.predictions.size(), kMostSentPredictions);
  EXPECT_EQ(classes_.Name(predicted.predictions.front().class_id), "cat");
  EXPECT_EQ(classes_.Name(predicted.predictions.back().class_id), "owl");
  EXPECT_EQ(DecodeRelabelRequest(EncodeRelabelRequest(request))->frame.predictions_left_out, 2u);
}

// What is too large for its topic comes without its labels; nobody may take it for a frame that has none.
TEST_F(RelabelTest, LabelsThatWereLeftOutAreNotAnEmptyFrame) {
  RelabelRequest request = Request();
  request.frame.labeled.clear();
  EXPECT_TRUE(DecodeRelabelRequest(EncodeRelabelRequest(request))->frame.labeled.empty());
  labels_.labels.clear();
  labels_.frame_classes.clear();
  labels_.exhaustive_classes.clear();
  EXPECT_FALSE(DecodeRelabelRequest(EncodeRelabelRequest(Request()))->frame.labeled.empty());
}

TEST_F(RelabelTest, TheIdSaysWhyAndByWhom) {
  FlaggedFrame frame;
  frame.id = "ab";
  EXPECT_EQ(RequestId(frame, ReviewQueue::kReview), "ab.flagged");
  EXPECT_EQ(RequestId(frame, ReviewQueue::kExpert), "ab.flagged.expert");
  frame.arm = ReviewArm::kAudit;
  EXPECT_EQ(RequestId(frame, ReviewQueue::kReview), "ab.audit");
}

TEST_F(RelabelTest, ANewerRevisionClosesWhatWasAsked) {
  const RelabelRequest first = Request();
  RelabelRequest withdrawn = first;
  withdrawn.withdrawn = true;
  EXPECT_FALSE(Closes(withdrawn, first)) << "it speaks of earlier revisions";
  withdrawn.label_revision = 5;
  EXPECT_TRUE(Closes(withdrawn, first));
  EXPECT_FALSE(Closes(first, first)) << "sent twice";
  RelabelRequest second = first;
  second.id = "cd.flagged";
  second.label_revision = 5;
  EXPECT_TRUE(Closes(second, first));
  EXPECT_FALSE(Closes(first, second));
}

TEST_F(RelabelTest, AWithdrawalSaysOfWhichFrameAndRevision) {
  RelabelRequest withdrawn = Request();
  withdrawn.withdrawn = true;
  const auto back = DecodeRelabelRequest(EncodeRelabelRequest(withdrawn));
  ASSERT_TRUE(back);
  EXPECT_TRUE(back->withdrawn);
  EXPECT_EQ(back->frame_id, "a.jpg");
  EXPECT_EQ(back->label_revision, 4u);
  EXPECT_TRUE(back->frame.frame_id.empty());
}

TEST_F(RelabelTest, AVerdictComesBackWithWhatWasAsked) {
  RelabelVerdict sent = AnswerTo(Request());
  EXPECT_THAT(sent.classes, ElementsAre("dog", "park"));
  EXPECT_EQ(sent.findings.at(0).decision, Decision::kUndecided);
  sent.findings[0].decision = Decision::kCorrected;
  sent.findings[0].note = "a fox";
  sent.frame_has_error = false;
  sent.unflagged_errors = 2;
  sent.new_label_revision = 5;
  sent.reviewer = "eva";
  sent.decided_at_ms = 17;
  sent.lead_time_s = 4.5;
  sent.tool = "label_studio";
  sent.wrong_classes = {"dog", "fox"};
  for (const std::string& bytes :
       {EncodeRelabelVerdict(sent), RelabelVerdictToJson(EncodeRelabelVerdict(sent)).value()}) {
    const auto back = DecodeRelabelVerdict(bytes);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(EncodeRelabelVerdict(*back), EncodeRelabelVerdict(sent));
    EXPECT_EQ(back->request_id, "ab.flagged");
    EXPECT_EQ(back->frame_has_error, false);
    EXPECT_EQ(back->arm, ReviewArm::kFlagged);
    EXPECT_EQ(back->inclusion_probability, 0.25);
    EXPECT_EQ(back->unflagged_errors, 2u);
    EXPECT_THAT(back->wrong_classes, ElementsAre("dog", "fox"));
    const Verdict verdict = VerdictsOf(*back).at(0);
    EXPECT_EQ(verdict.decision, Decision::kCorrected);
    EXPECT_EQ(verdict.finding.kind, Kind::kWrongClass);
    EXPECT_EQ(verdict.reviewer, "eva");
  }
  sent.frame_has_error.reset();
  EXPECT_FALSE(DecodeRelabelVerdict(EncodeRelabelVerdict(sent))->frame_has_error);
}

// Another tool may know no more of the finding.
TEST_F(RelabelTest, AVerdictMayNameOnlyTheFinding) {
  const auto back = DecodeRelabelVerdict(
      R"({"request_id":"r","frame_id":"f","findings":[{"finding_id":"f1","verdict":"VERDICT_REJECTED"}]})");
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(VerdictsOf(*back).at(0).finding.id, "f1");
  EXPECT_FALSE(VerdictsOf(*back).at(0).kind_known);
}

TEST_F(RelabelTest, WhatIsNoRequestOrVerdictIsSaidSo) {
  for (const char* text : {"", "{", "[]", R"({"op":"OP_OPEN"})", R"({"id":"r","frame_id":"f"})",
                           R"({"id":"r","frame_id":"f","op":"OP_OPEN"})",
                           R"({"id":"r","frame_id":"f","op":"OP_OPEN","frame":{"frame_id":"g"}})",
                           R"({"id":"r","frame_id":"f","op":"OP_OPEN","frame":{"frame_id":"f"},"queue":9})"}) {
    EXPECT_FALSE(DecodeRelabelRequest(text)) << text;
  }
  for (const char* text :
       {"", R"({"request_id":"r"})", R"({"request_id":"r","frame_id":"f","findings":[{"verdict":"VERDICT_REJECTED"}]})",
        R"({"request_id":"r","frame_id":"f","findings":[{"finding_id":"a"}]})",
        R"({"request_id":"r","frame_id":"f","findings":[{"finding_id":"a","verdict":6}]})",
        R"({"request_id":"r","frame_id":"f","sampling":{"arm":9}})"}) {
    EXPECT_FALSE(DecodeRelabelVerdict(text)) << text;
  }
}

// Damaged anywhere, it is refused or read as something else, and that can be written again.
TEST_F(RelabelTest, AnyBytesEndInAnAnswer) {
  const google::protobuf::LogSilencer silence;  // it tells of every text that is not UTF-8
  std::mt19937 random(7);
  RelabelVerdict answer = AnswerTo(Request());
  int read = 0, refused = 0;
  for (const std::string& whole : {EncodeRelabelRequest(Request()), EncodeRelabelVerdict(answer)}) {
    for (int i = 0; i < 3000; ++i) {
      std::string damaged = whole.substr(0, i % 3 == 0 ? random() % whole.size() : whole.size());
      for (int flips = 0; flips < 3 && !damaged.empty(); ++flips) {
        damaged[random() % damaged.size()] = static_cast<char>(random());
      }
      if (const auto request = DecodeRelabelRequest(damaged)) {
        EXPECT_TRUE(DecodeRelabelRequest(EncodeRelabelRequest(*request)));
        ++read;
      } else {
        EXPECT_FALSE(request.error().message.empty());
        ++refused;
      }
      if (const auto verdict = DecodeRelabelVerdict(damaged)) {
        EXPECT_TRUE(DecodeRelabelVerdict(EncodeRelabelVerdict(*verdict)));
        ++read;
      }
    }
  }
  EXPECT_GT(read, 100);
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace labelwatch
