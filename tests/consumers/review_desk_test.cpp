// Decisions on the page: what they answer, and what is asked because of them.

#include "consumers/labeling/review_desk.h"

#include <gmock/gmock.h>

#include "consumers/labeling/requests.h"
#include "consumers/report/gallery_review.h"
#include "tests/support/requests.h"

namespace labelwatch {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// A page of the service: what is decided is written, and so known.
struct Page {
  std::vector<RelabelRequest> Decide(const std::vector<Verdict>& decided) {
    answers = desk.Answers(decided, ++now_ms);
    auto next = desk.Next(answers);
    left_out += next.left_out;
    for (const RelabelVerdict& answer : answers) desk.Take(answer);
    for (const RelabelRequest& request : next.requests) desk.Take(request);
    return next.requests;
  }

  ReviewDesk desk{{}, {}, kExpertVerdicts};
  std::vector<RelabelVerdict> answers;
  std::int64_t now_ms = 1000;
  std::size_t left_out = 0;
};

Verdict Says(const RelabelRequest& request, Decision decision, std::size_t finding = 0) {
  Verdict verdict;
  verdict.finding = request.frame.findings.at(finding);
  verdict.decision = decision;
  verdict.kind_known = verdict.score_known = true;
  return verdict;
}

Verdict Changed(Verdict verdict) {
  verdict.changed = true;
  return verdict;
}

Verdict TakenBack(const RelabelRequest& request) {
  Verdict verdict = Changed(Says(request, Decision::kUndecided));
  verdict.still_open = true;
  return verdict;
}

RelabelRequest Asked(bool ask_again = false) {
  RelabelRequest request = WrongClassRequest("a.jpg");
  request.ask_again = ask_again;
  return request;
}

RelabelRequest AskedTwoFindings() {
  RelabelRequest request = Asked();
  request.frame.findings.push_back(request.frame.findings.front());
  request.frame.findings.back().id = "second";
  return request;
}

TEST(ReviewDeskNextTest, WhatIsRejectedGoesToAnExpertWithAllThatTheRequestCarried) {
  Page page;
  const RelabelRequest request = Asked();
  page.desk.Take(request);
  const auto next = page.Decide({Says(request, Decision::kRejected)});
  ASSERT_THAT(next, SizeIs(1));
  EXPECT_EQ(next[0].queue, ReviewQueue::kExpert);
  EXPECT_EQ(next[0].repeats, request.id);
  const auto written = DecodeRelabelRequest(EncodeRelabelRequest(request));
  EXPECT_EQ(next[0].frame.labeled, written->frame.labeled);
  EXPECT_EQ(next[0].frame.predicted, written->frame.predicted);
  EXPECT_THAT(page.Decide({Says(next[0], Decision::kRejected)}), IsEmpty()) << "the expert has the last word";
  EXPECT_EQ(page.answers[0].request_id, next[0].id);
  EXPECT_EQ(page.answers[0].queue, ReviewQueue::kExpert);
}

TEST(ReviewDeskNextTest, NothingIsAskedTwice) {
  Page page;
  const RelabelRequest request = Asked();
  page.desk.Take(request);
  const auto expert = page.Decide({Says(request, Decision::kRejected)});
  ASSERT_THAT(expert, SizeIs(1));
  for (const Verdict& after : {TakenBack(request), Changed(Says(request, Decision::kUndecided)),
                               Changed(Says(request, Decision::kRejected))}) {
    EXPECT_THAT(page.Decide({after}), IsEmpty());
    EXPECT_EQ(page.answers[0].request_id, request.id) << "the reviewer is not the expert who was asked";
  }
  page.Decide({Says(expert[0], Decision::kAccepted)});
  EXPECT_THAT(page.Decide({Changed(Says(expert[0], Decision::kRejected))}), IsEmpty());
  EXPECT_EQ(page.answers[0].request_id, expert[0].id) << "it is the expert who thought again";
}

TEST(ReviewDeskNextTest, OnlyOnceAllFindingsOfTheFrameAreDecided) {
  Page page;
  const RelabelRequest request = AskedTwoFindings();
  page.desk.Take(request);
  EXPECT_THAT(page.Decide({Says(request, Decision::kRejected)}), IsEmpty());
  EXPECT_THAT(page.Decide({TakenBack(request)}), IsEmpty());
  EXPECT_THAT(page.Decide({Says(request, Decision::kRejected, 1)}), IsEmpty()) << "the first one is open again";
  EXPECT_EQ(page.desk.Status()->queues[0].open, 1U);
  EXPECT_THAT(page.Decide({Changed(Says(request, Decision::kAccepted))}), SizeIs(1));
}

TEST(ReviewDeskNextTest, ANoteAloneIsNoDecision) {
  Page page;
  const RelabelRequest request = Asked();
  page.desk.Take(request);
  Verdict note = Says(request, Decision::kUndecided);
  note.still_open = true;
  EXPECT_THAT(page.Decide({note}), IsEmpty());
  EXPECT_THAT(page.Decide({Changed(Says(request, Decision::kUndecided))}), SizeIs(1)) << "that one could not tell";
}

TEST(ReviewDeskNextTest, ASecondReviewerIsAskedAndADisputeGoesToAnExpert) {
  Page page;
  const RelabelRequest request = Asked(true);
  page.desk.Take(request);
  const auto again = page.Decide({Says(request, Decision::kAccepted)});
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0].frame.arm, ReviewArm::kRepeat);
  EXPECT_THAT(page.Decide({Changed(Says(request, Decision::kRejected))}), IsEmpty()) << "nobody disputes with himself";
  EXPECT_EQ(page.answers[0].arm, ReviewArm::kFlagged);
  page.Decide({Changed(Says(request, Decision::kAccepted))});
  const auto disputed = page.Decide({Says(request, Decision::kRejected)});
  EXPECT_EQ(page.answers[0].request_id, again[0].id);
  ASSERT_THAT(disputed, SizeIs(1));
  EXPECT_EQ(disputed[0].queue, ReviewQueue::kExpert);
  EXPECT_EQ(page.desk.Status()->reviewers[0].pairs, 1U);
}

TEST(ReviewDeskNextTest, NewerLabelsCloseWhatIsOpen) {
  Page page;
  const RelabelRequest older = Asked(), newer = WrongClassRequest("a.jpg", 2);
  page.desk.Take(newer);
  page.desk.Take(older);
  page.Decide({Says(older, Decision::kRejected)});
  EXPECT_EQ(page.answers[0].request_id, newer.id);
  LabeledFrame fine;
  fine.frame_id = "a.jpg";
  fine.label_revision = 3;
  page.desk.Take(MakeWithdrawal(fine, "judged", 5000));
  EXPECT_THAT(page.Decide({Says(newer, Decision::kRejected)}), IsEmpty());
  EXPECT_EQ(page.answers[0].request_id, "unasked.a.jpg");
}

// A process that has not read the withdrawal yet asks an expert about labels that are gone.
TEST(ReviewDeskNextTest, WhatIsAskedAboutOlderLabelsAfterwardsIsNotOpen) {
  const RelabelRequest request = Asked();
  LabeledFrame fine;
  fine.frame_id = "a.jpg";
  fine.label_revision = 2;
  Page page;
  page.desk.Take(request);
  page.desk.Take(MakeWithdrawal(fine, "judged", 5000));
  page.desk.Take(ExpertRequest(request, "a reviewer could not tell", 6000));
  EXPECT_EQ(page.desk.Status()->queues[1].open, 0U);
  page.Decide({Says(request, Decision::kRejected)});
  EXPECT_EQ(page.answers[0].request_id, "unasked.a.jpg");
  const RelabelRequest newer = WrongClassRequest("a.jpg", 3);
  page.desk.Take(newer);
  page.desk.Take(ExpertRequest(request, "a reviewer could not tell", 7000));
  EXPECT_EQ(page.desk.Status()->queues[0].open, 1U) << "it closes nothing";
  EXPECT_EQ(page.desk.Status()->queues[1].open, 0U);
}

TEST(ReviewDeskNextTest, AProcessThatReadsTheTopicsAnewAsksTheSame) {
  Page page;
  const RelabelRequest request = Asked();
  page.desk.Take(request);
  const auto verdict = page.desk.Answers({Says(request, Decision::kRejected)}, 5000);
  Page after;  // the first one ended between verdict and request, so the page sends the verdict again
  after.desk.Take(request);
  after.desk.Take(verdict[0]);
  const auto next = after.Decide({Says(request, Decision::kRejected)});
  ASSERT_THAT(next, SizeIs(1));
  EXPECT_EQ(next[0].id, page.Decide({Says(request, Decision::kRejected)})[0].id);
}

TEST(OpenQuestionsTest, WhatTakesTooMuchRoomKeepsItsFindings) {
  const RelabelRequest a = WrongClassRequest("a"), b = WrongClassRequest("b"), c = WrongClassRequest("c");
  OpenQuestions open(2, EncodeRelabelRequest(a).size() + 1);
  open.Take(a);
  EXPECT_EQ(open.Of("a")->request, EncodeRelabelRequest(a));
  open.Take(b);
  EXPECT_THAT(open.Of("a")->request, IsEmpty());
  EXPECT_THAT(open.Of("a")->asked.findings, SizeIs(1));
  EXPECT_EQ(open.Of("b")->request, EncodeRelabelRequest(b));
  open.Take(c);
  EXPECT_EQ(open.Of("a"), nullptr);
  for (int i = 0; i < 3; ++i) open.Take(c);
  EXPECT_NE(open.Of("b"), nullptr) << "what is read once more takes no room";
}

TEST(GalleryReviewTest, WhatIsAskedOnceMoreIsShownAgain) {
  Gallery gallery({});
  ReviewDesk desk({}, {}, kExpertVerdicts);
  GalleryReview review(gallery, desk);
  const RelabelRequest request = Asked();
  const std::string finding = request.frame.findings[0].id;
  KeptFrame kept;
  kept.key = "ab";
  kept.frame_id = "a.jpg";
  kept.label_revision = 1;
  kept.shown.findings.emplace_back().record = request.frame.findings[0];
  gallery.Add(std::move(kept));
  const auto decided = [&] { return gallery.Now()->decided.at(0).at(0); };
  const auto asked_of = [&] { return gallery.Now()->asked.at(0).at(0); };
  review.Take(request);
  EXPECT_FALSE(decided());
  EXPECT_EQ(asked_of(), AskedOf::kReviewer);
  const auto answers = desk.Answers({Says(request, Decision::kRejected)}, 5000);
  const auto expert = desk.Next(answers).requests;
  review.Take(answers[0]);
  EXPECT_TRUE(decided());
  ASSERT_THAT(expert, SizeIs(1));
  review.Take(expert[0]);
  EXPECT_FALSE(decided());
  EXPECT_EQ(asked_of(), AskedOf::kExpert);
  review.Take(answers[0]);
  EXPECT_FALSE(decided()) << "in whatever order the topics are read";
  review.Take(desk.Answers({Says(request, Decision::kRejected)}, 6000)[0]);
  EXPECT_TRUE(decided());
  LabeledFrame fine;
  fine.frame_id = "a.jpg";
  fine.label_revision = 2;
  review.Take(MakeWithdrawal(fine, "judged", 5000));
  EXPECT_THAT(gallery.Now()->frames, IsEmpty());
}

}  // namespace
}  // namespace labelwatch
