// What is asked next because of a decision.

#include "consumers/labeling/follow_up.h"

#include <gmock/gmock.h>

#include "consumers/labeling/requests.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

RelabelRequest Request(bool ask_again = false, ReviewArm arm = ReviewArm::kFlagged) {
  RelabelRequest request;
  request.frame.id = "ab";
  request.frame.frame_id = request.frame_id = "a.jpg";
  request.frame.arm = arm;
  request.ask_again = ask_again;
  for (const char* id : {"1", "2"}) {
    FindingRecord& finding = request.frame.findings.emplace_back();
    finding.id = id;
  }
  request.id = RequestId(request.frame, request.queue);
  return request;
}

RelabelVerdict Verdict(const RelabelRequest& request, Decision first, Decision second, std::uint64_t corrected = 0) {
  RelabelVerdict verdict = AnswerTo(request);
  verdict.findings.at(0).decision = first;
  verdict.findings.at(1).decision = second;
  verdict.new_label_revision = corrected;
  verdict.decided_at_ms = 17;
  return verdict;
}

std::optional<RelabelRequest> Next(const RelabelRequest& request, Decision first, Decision second,
                                   std::uint64_t corrected = 0, const DecisionsByFinding& before = {}) {
  return FollowUp(request, Verdict(request, first, second, corrected), before, kExpertVerdicts);
}

constexpr Decision kYes = Decision::kAccepted, kNo = Decision::kRejected, kOpen = Decision::kUndecided;

TEST(FollowUpTest, WhatIsRejectedOrLeftOpenGoesToAnExpert) {
  for (const auto& [first, second] : {std::pair(kNo, kNo), std::pair(kOpen, kYes), std::pair(kYes, kNo)}) {
    const auto next = Next(Request(), first, second);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->queue, ReviewQueue::kExpert);
    EXPECT_EQ(next->id, "ab.flagged.expert");
    EXPECT_EQ(next->repeats, "ab.flagged");
    EXPECT_EQ(next->asked_at_ms, 17) << "told twice, it is the same";
    EXPECT_THAT(next->reason, HasSubstr("for an expert: a reviewer"));
    EXPECT_FALSE(Next(*next, kNo, kOpen)) << "the expert has the last word";
  }
  EXPECT_FALSE(Next(Request(), kYes, kYes));
}

TEST(FollowUpTest, CorrectedLabelsAreJudgedAnewInstead) {
  EXPECT_FALSE(Next(Request(), kYes, kNo, 2));
  EXPECT_FALSE(Next(Request(), Decision::kCorrected, kOpen, 2));
}

TEST(FollowUpTest, WhatSaysSoIsAskedASecondTimeAndADisputeGoesToAnExpert) {
  const auto again = Next(Request(true), kYes, kNo, 2);
  ASSERT_TRUE(again) << "also of labels that were corrected since: what the first one saw is asked";
  EXPECT_EQ(again->id, "ab.repeat");
  EXPECT_EQ(again->frame.arm, ReviewArm::kRepeat);
  EXPECT_EQ(again->queue, ReviewQueue::kReview);
  EXPECT_FALSE(Next(*again, kYes, kNo, 0, {{"1", kYes}, {"2", kNo}})) << "they agree";
  EXPECT_FALSE(Next(*again, Decision::kCorrected, kOpen, 0, {{"1", kYes}, {"2", kNo}})) << "that is no contradiction";
  EXPECT_FALSE(Next(*again, kNo, kNo)) << "nobody knows what the first one said";
  const auto disputed = Next(*again, kNo, kNo, 0, {{"1", kYes}, {"2", kNo}});
  ASSERT_TRUE(disputed);
  EXPECT_EQ(disputed->queue, ReviewQueue::kExpert);
  EXPECT_THAT(disputed->reason, HasSubstr("two reviewers disagree"));
  EXPECT_EQ(Next(Request(true), kOpen, kOpen)->queue, ReviewQueue::kExpert) << "there is nothing to compare with";
}

TEST(FollowUpTest, OnlyAsTheConfigurationSays) {
  const RelabelRequest request = Request();
  EXPECT_FALSE(FollowUp(request, Verdict(request, kNo, kYes), {}, {"undecided", "disputed"}));
  EXPECT_TRUE(FollowUp(request, Verdict(request, kNo, kOpen), {}, {"undecided", "disputed"}));
  EXPECT_FALSE(FollowUp(request, Verdict(request, kNo, kOpen), {}, {}));
  EXPECT_FALSE(Next(Request(false, ReviewArm::kGold), kNo, kNo)) << "its truth is known";
  EXPECT_FALSE(Next(Request(true, ReviewArm::kGold), kNo, kNo));
}

}  // namespace
}  // namespace labelwatch
