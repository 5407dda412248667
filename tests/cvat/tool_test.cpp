// Requests as tasks of CVAT and decisions back. CVAT is played (server.py); every call is held to its published
// contract.

#include "consumers/labeling/cvat/tool.h"

#include <gmock/gmock.h>

#include <memory>

#include "consumers/files/text/json_text.h"
#include "consumers/labeling/review_outcome.h"
#include "schema/wire.h"
#include "tests/cvat/server.h"
#include "tests/support/requests.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CvatToolTest : public testing::Test {
 protected:
  void SetUp() override {
    if (PlayedCvat::LeftOut()) GTEST_SKIP() << "left out: LABELWATCH_SKIP_CVAT=1 is set";
    cvat_ = std::make_unique<PlayedCvat>();
    tool_ = Tool(cvat_->Options());
    ASSERT_TRUE(tool_);
  }
  std::unique_ptr<Cvat> Tool(const CvatOptions& options) {
    auto tool = std::make_unique<Cvat>(options, PlayedCvat::kToken, std::stop_token());
    const auto prepared = tool->Prepare();
    EXPECT_TRUE(prepared) << prepared.error().message;
    return prepared ? std::move(tool) : nullptr;
  }

  static TaskRequest Of(const RelabelRequest& request) { return {request, EncodeRelabelRequest(request)}; }
  Result<std::vector<MadeTask>> Import(const std::vector<TaskRequest>& requests) {
    std::vector<const TaskRequest*> all;
    for (const TaskRequest& one : requests) all.push_back(&one);
    return tool_->Import(all);
  }
  MadeTask ImportOne(const RelabelRequest& request) {
    const auto made = Import({Of(request)});
    EXPECT_TRUE(made) << made.error().message;
    return made && made->size() == 1 ? made->front() : MadeTask();
  }
  std::map<std::string, std::vector<std::uint64_t>> Find(const std::vector<std::string>& ids) {
    const auto found = tool_->Find(ids);
    EXPECT_TRUE(found) << found.error().message;
    return found.value_or(std::map<std::string, std::vector<std::uint64_t>>());
  }
  ReviewList Since(const std::string& from = "") {
    const auto list = tool_->ReviewsSince(from);
    EXPECT_TRUE(list) << list.error().message;
    return list.value_or(ReviewList());
  }
  // What leaves when a job is completed with these annotations, or with those that are there.
  ReviewOutcome Reviewed(const RelabelRequest& request, std::uint64_t job, const std::string& annotations = "") {
    if (!annotations.empty()) cvat_->Save(job, annotations);
    cvat_->SetState(job, "completed");
    for (const ReviewVersion& version : Since().reviews) {
      if (version.annotation != job) continue;
      const auto review = tool_->Fetch(version);
      EXPECT_TRUE(review && *review);
      if (!review || !*review) return {};
      EXPECT_EQ((*review)->request_bytes, EncodeRelabelRequest(request));
      auto outcome = OutcomeOf(request, **review, tool_->Name(), 2);
      EXPECT_TRUE(outcome) << outcome.error().message;
      return outcome.value_or(ReviewOutcome());
    }
    ADD_FAILURE() << "job " << job << " is not among the reviews";
    return {};
  }

  std::unique_ptr<PlayedCvat> cvat_;
  std::unique_ptr<Cvat> tool_;
};

TEST_F(CvatToolTest, ARequestIsATaskWithItsLabelsAsSuggestedAndAnIssueOnTheFinding) {
  const RelabelRequest request = WrongClassRequest("day/a.jpg");
  const MadeTask made = ImportOne(request);
  EXPECT_EQ(made.task, 1u) << made.refused;
  EXPECT_EQ(cvat_->Texts("/api/tasks?project_id=1", "name"), std::vector{"day/a.jpg [" + request.id + "]"});
  EXPECT_THAT(cvat_->Texts("/api/labels?project_id=1", "name"),
              ElementsAre("suggestions are right", "labels are right", "cannot tell", "car", "truck"));
  const JsonRecord annotations = cvat_->Get("/api/jobs/1/annotations/");
  EXPECT_EQ(annotations.Root()["shapes"].Size(), 1u);
  annotations.Root()["shapes"].ForElements([](JsonValue shape) {
    EXPECT_EQ(shape["type"].Text(), "rectangle");
    EXPECT_EQ(shape["label_id"].Number(), 5) << "a truck, as suggested";
    EXPECT_EQ(shape["source"].Text(), "auto");
    shape["attributes"].ForElements([](JsonValue attribute) { EXPECT_EQ(attribute["value"].Text(), "1"); });
  });
  EXPECT_THAT(cvat_->Texts("/api/comments?job_id=1", "message"), ElementsAre("wrong_class car -> truck"));
  EXPECT_THAT(cvat_->Texts("/api/issues?job_id=1", "frame"), ElementsAre("0"));
}

TEST_F(CvatToolTest, ADecisionIsReadOffTheShapes) {
  std::vector<TaskRequest> requests;
  for (const char* frame : {"accepted.jpg", "rejected.jpg", "deleted.jpg"}) {
    requests.push_back(Of(WrongClassRequest(frame)));
  }
  const auto made = Import(requests);
  ASSERT_TRUE(made) << made.error().message;
  const ReviewOutcome accepted = Reviewed(requests[0].request, 1);
  EXPECT_EQ(accepted.verdict.findings.at(0).decision, Decision::kAccepted);
  EXPECT_EQ(accepted.verdict.reviewer, "maria");
  EXPECT_EQ(accepted.verdict.tool, "cvat");
  EXPECT_FALSE(accepted.labels.empty());
  const ReviewOutcome rejected = Reviewed(
      requests[1].request, 2,
      R"({"version":0,"tags":[],"tracks":[],"shapes":[{"type":"rectangle","label_id":4,"frame":0,"points":[10,10,50,50]}]})");
  EXPECT_EQ(rejected.verdict.findings.at(0).decision, Decision::kRejected);
  EXPECT_TRUE(rejected.labels.empty()) << "nothing was changed";
  const ReviewOutcome deleted = Reviewed(requests[2].request, 3, R"({"version":0,"tags":[],"tracks":[],"shapes":[]})");
  EXPECT_EQ(deleted.verdict.findings.at(0).decision, Decision::kCorrected);
}

TEST_F(CvatToolTest, ATagSaysItInOneWordAndCommentsAreTheNote) {
  const RelabelRequest request = WrongClassRequest("a.jpg");
  ImportOne(request);
  EXPECT_TRUE(cvat_->Api().Post("/api/comments", R"({"issue":1,"message":"too dark to see"})")->Good());
  const ReviewOutcome outcome = Reviewed(
      request, 1, R"({"version":0,"tracks":[],"shapes":[],"tags":[{"label_id":3,"frame":0,"attributes":[]}]})");
  EXPECT_EQ(outcome.verdict.findings.at(0).decision, Decision::kUndecided);
  EXPECT_EQ(outcome.verdict.note, "too dark to see");
}

TEST_F(CvatToolTest, AJobThatIsOpenedAgainIsNoDecisionUntilItIsCompletedAgain) {
  const RelabelRequest request = WrongClassRequest("a.jpg");
  ImportOne(request);
  EXPECT_THAT(Since().reviews, IsEmpty());
  cvat_->SetState(1, "completed");
  const ReviewList first = Since();
  ASSERT_EQ(first.reviews.size(), 1u);
  EXPECT_LT(first.next, first.reviews[0].version) << "the last minute is told again";
  cvat_->SetState(1, "in progress");
  EXPECT_THAT(Since().reviews, IsEmpty());
  const auto gone = tool_->Fetch(first.reviews[0]);
  EXPECT_TRUE(gone && !*gone);
  cvat_->SetState(1, "completed");
  const ReviewList second = Since(first.next);
  ASSERT_EQ(second.reviews.size(), 1u);
  EXPECT_NE(second.reviews[0].version, first.reviews[0].version);
  EXPECT_THAT(Since("2026-11-30T00:00:00Z").reviews, IsEmpty());
}

TEST_F(CvatToolTest, WhereNobodyIsAssignedACorrectedLabelIsNotItsAnnotators) {
  const RelabelRequest request = WrongClassRequest("a.jpg");
  ImportOne(request);
  ASSERT_TRUE(cvat_->Api().Patch("/api/jobs/1", R"({"state":"completed"})"));
  const auto review = tool_->Fetch(Since().reviews.at(0));
  ASSERT_TRUE(review && *review);
  const auto outcome = OutcomeOf(request, **review, tool_->Name(), 2);
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(outcome->verdict.reviewer, "");
  NameTable classes(10);
  FrameDecoder decoder(classes);
  LabeledFrame frame;
  ASSERT_TRUE(decoder.Decode(outcome->labels, frame));
  EXPECT_EQ(frame.labels.at(0).annotator, "cvat");
}

TEST_F(CvatToolTest, WhatIsNoDecisionMakesNoNewVersion) {
  const RelabelRequest request = WrongClassRequest("a.jpg");
  ImportOne(request);
  cvat_->SetState(1, "completed");
  const ReviewVersion first = Since().reviews.at(0);
  const std::string version = (*tool_->Fetch(first))->of.version;
  EXPECT_EQ(Since().reviews.at(0).version, version) << "what was read is known by its content";
  cvat_->SetState(1, "completed");  // its time changes
  const ReviewVersion second = Since().reviews.at(0);
  EXPECT_NE(second.version, version) << "it has to be read again";
  EXPECT_EQ((*tool_->Fetch(second))->of.version, version);
  cvat_->Save(1, R"({"version":0,"tags":[],"tracks":[],"shapes":[]})");
  EXPECT_NE((*tool_->Fetch(second))->of.version, version);
}

TEST_F(CvatToolTest, WhatWasCutShortIsDeletedWhereItIsLookedForAndMadeAnew) {
  const RelabelRequest request = WrongClassRequest("a.jpg");
  cvat_->FailOnce("/api/guides");
  const auto cut = Import({Of(request)});
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(tool_->MayHaveImported());
  EXPECT_EQ(cvat_->Texts("/api/tasks?project_id=1", "id").size(), 1u);
  EXPECT_THAT(Find({request.id, "another"}), IsEmpty());
  EXPECT_THAT(cvat_->Texts("/api/tasks?project_id=1", "id"), IsEmpty());
  const MadeTask made = ImportOne(request);
  EXPECT_THAT(made.refused, IsEmpty());
  EXPECT_EQ(Find({request.id}), (std::map<std::string, std::vector<std::uint64_t>>{{request.id, {made.task}}}));
}

TEST_F(CvatToolTest, NothingIsBegunOutOfTime) {
  CvatOptions options = cvat_->Options();
  options.call_ms = 0;  // a call without end, an import without time
  tool_ = Tool(options);
  const auto made = Import({Of(WrongClassRequest("a.jpg"))});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(made.error().message, HasSubstr("cvat.batch"));
  EXPECT_FALSE(tool_->MayHaveImported());
  EXPECT_THAT(cvat_->Texts("/api/tasks?project_id=1", "id"), IsEmpty());
}

TEST_F(CvatToolTest, WhatCvatCannotShowIsRefusedAndLeavesNoTask) {
  RelabelRequest missing = WrongClassRequest("missing.jpg"), small = WrongClassRequest("small.jpg"),
                 no_picture = WrongClassRequest("a.txt"), no_size = WrongClassRequest("b.jpg"),
                 no_address = WrongClassRequest("c.jpg"), good = WrongClassRequest("d.jpg");
  no_size.frame.image_width = 0;
  no_address.frame.image_uri = "c.jpg";
  std::vector<TaskRequest> requests;
  for (const RelabelRequest* one : {&missing, &small, &no_picture, &no_size, &no_address, &good}) {
    requests.push_back(Of(*one));
  }
  const auto made = Import(requests);
  ASSERT_TRUE(made) << made.error().message;
  ASSERT_EQ(made->size(), 6u);
  EXPECT_EQ((*made)[0].refused, "CVAT cannot fetch its picture: Failed to download");
  EXPECT_EQ((*made)[1].refused, "CVAT's picture has 20 x 10 pixels, the labels are of one of 200 x 100");
  EXPECT_EQ((*made)[2].refused, "CVAT refuses its picture, status 400: No media data found");
  EXPECT_THAT((*made)[3].refused, HasSubstr("size"));
  EXPECT_THAT((*made)[4].refused, HasSubstr("cvat.image_prefix"));
  EXPECT_GT((*made)[5].task, 0u);
  EXPECT_EQ(cvat_->Texts("/api/tasks?project_id=1", "name").size(), 1u);
}

TEST_F(CvatToolTest, ATaskGoesUnlessSomebodyHasBegunWithIt) {
  ImportOne(WrongClassRequest("a.jpg"));
  ImportOne(WrongClassRequest("b.jpg"));
  cvat_->SetState(2, "in progress");
  EXPECT_EQ(tool_->Remove(1).value(), true);
  EXPECT_EQ(tool_->Remove(2).value(), false);
  EXPECT_EQ(tool_->Remove(77).value(), true) << "what is not there counts as removed";
  EXPECT_THAT(cvat_->Texts("/api/tasks?project_id=1", "id"), ElementsAre("2"));
}

TEST_F(CvatToolTest, AProjectOfOthersGetsNoLabels) {
  const auto project = cvat_->Api().Post(
      "/api/projects", R"({"name":"theirs","labels":[{"name":"car","type":"rectangle","attributes":[]}]})");
  ASSERT_TRUE(project && project->Good());
  CvatOptions options = cvat_->Options();
  options.project = "theirs";
  tool_ = Tool(options);
  EXPECT_EQ(tool_->Place(), cvat_->Url() + "/projects/2");
  EXPECT_THAT(ImportOne(WrongClassRequest("a.jpg")).refused, HasSubstr("no label \"truck\""));
  options.preload = Preload::kCurrentLabels;
  tool_ = Tool(options);
  const RelabelRequest request = WrongClassRequest("b.jpg");
  EXPECT_GT(ImportOne(request).task, 0u);
  EXPECT_EQ(Reviewed(request, 1).verdict.findings.at(0).decision, Decision::kRejected)
      << "the labels as they are were saved, and pair by place";
}

TEST_F(CvatToolTest, ARefusedTokenIsNamedAndNotShown) {
  Cvat tool(cvat_->Options(), "no-such-token", {});
  const auto prepared = tool.Prepare();
  ASSERT_FALSE(prepared);
  EXPECT_THAT(prepared.error().message, HasSubstr("token"));
  EXPECT_THAT(prepared.error().message, testing::Not(HasSubstr("no-such-token")));
}

}  // namespace
}  // namespace labelwatch
