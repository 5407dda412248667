// Which frames people are asked to look at, and with which words.

#include "consumers/labeling/routing.h"

#include <gmock/gmock.h>

#include <cmath>

#include "consumers/labeling/requests.h"

namespace labelwatch {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kHour = 3'600'000;

class RoutingTest : public testing::Test {
 protected:
  RoutingTest() {
    options_.sampling.audit = 0;
    options_.repeat = 0;
    labels_.labels.emplace_back().class_id = classes_.Add("car");
    labels_.labels.emplace_back().class_id = classes_.Add("tram");
  }

  // A frame with flagged findings of these probabilities about its first label.
  Routed Of(const std::string& frame_id, std::vector<double> probabilities, bool corrects = false,
            std::int64_t now_ms = 0) {
    if (!routing_) routing_.emplace(options_, classes_);
    labels_.frame_id = frame_id;
    std::vector<Finding> findings;
    for (const double probability : probabilities) {
      Finding& finding = findings.emplace_back();
      finding.flagged = true;
      finding.label = 0;
      finding.probability = static_cast<float>(probability);
    }
    findings.emplace_back().probability = 0.2F;  // one that is not flagged
    Judgement judgement;
    judgement.findings = findings;
    judgement.flagged = !probabilities.empty();
    return routing_->Of({labels_, {}}, judgement, corrects, now_ms, counts_);
  }
  std::uint64_t Asked(ReviewArm arm, ReviewQueue queue = ReviewQueue::kReview) const {
    return counts_.requests[static_cast<std::size_t>(arm)][static_cast<std::size_t>(queue)];
  }
  std::uint64_t Capped(ReviewArm arm) const { return counts_.capped[static_cast<std::size_t>(arm)]; }
  double Expected(ReviewArm arm) const { return counts_.expected[static_cast<std::size_t>(arm)]; }

  NameTable classes_{10};
  LabeledFrame labels_;
  RoutingOptions options_;
  std::optional<Routing> routing_;
  ReviewCounts counts_;
};

// 0.75 + 0.25 errors in 0.5 + 2 * 0.25 minutes.
TEST_F(RoutingTest, PriorityIsErrorsFixedPerMinute) {
  options_.minutes_per_finding = 0.25;
  const Routed routed = Of("a", {0.75, 0.25});
  EXPECT_EQ(routed.arm, ReviewArm::kFlagged);
  EXPECT_EQ(routed.inclusion_probability, 1);
  EXPECT_DOUBLE_EQ(routed.priority, 1);
  EXPECT_GT(Of("b", {0.75}).priority, Of("c", {0.25}).priority);
}

TEST_F(RoutingTest, OfTheOthersARandomChoiceIsAskedAndEveryProbabilityIsCounted) {
  options_.sampling.audit = 0.1;
  int asked = 0;
  for (int i = 0; i < 10'000; ++i) {
    const Routed routed = Of(std::to_string(i), {});
    EXPECT_EQ(routed.inclusion_probability, 0.1);
    if (routed.Asks()) {
      EXPECT_EQ(routed.priority, options_.audit_priority);
      ++asked;
    }
  }
  EXPECT_NEAR(asked, 1000, 4 * 30);  // four standard deviations
  EXPECT_EQ(Asked(ReviewArm::kAudit), static_cast<std::uint64_t>(asked));
  EXPECT_NEAR(Expected(ReviewArm::kAudit), 1000, 1e-6);
  EXPECT_EQ(Expected(ReviewArm::kFlagged), 0);
}

TEST_F(RoutingTest, AFrameThatIsAskedIsAskedAgainWithTheSameAnswer) {
  options_.sampling.flagged = 0.5;
  options_.repeat = 0.5;
  int asked = 0, again = 0;
  for (int i = 0; i < 1000; ++i) {
    const Routed first = Of(std::to_string(i), {0.5}), second = Of(std::to_string(i), {0.5});
    EXPECT_EQ(first.arm, second.arm);
    EXPECT_EQ(first.ask_again, second.ask_again);
    asked += first.Asks();
    again += first.ask_again;
  }
  EXPECT_NEAR(asked, 500, 4 * 16);
  EXPECT_NEAR(again, 250, 4 * 14);
}

TEST_F(RoutingTest, WhatExceedsTheCapOfAnHourIsNotAskedAndCounted) {
  options_.flagged_per_hour = 2;
  options_.sampling.audit = 1;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(Of(std::to_string(i), {0.5}, false, kHour - 1).Asks(), i < 2);
  EXPECT_EQ(Asked(ReviewArm::kFlagged), 2u);
  EXPECT_EQ(Capped(ReviewArm::kFlagged), 3u);
  EXPECT_TRUE(Of("audit", {}, false, kHour - 1).Asks()) << "each arm has its own";
  EXPECT_TRUE(Of("next", {0.5}, false, kHour).Asks()) << "another hour";
  EXPECT_NEAR(Expected(ReviewArm::kFlagged), 6, 1e-9);
}

TEST_F(RoutingTest, ARevisionThatIsNotAskedAboutClosesWhatWasOpen) {
  options_.sampling.audit = 1;
  const Routed first = Of("a", {});
  EXPECT_TRUE(first.Asks());
  EXPECT_FALSE(first.withdraws);
  const Routed corrected = Of("a", {}, true);
  EXPECT_FALSE(corrected.Asks()) << "what was audited once is not audited again";
  EXPECT_TRUE(corrected.withdraws);
  EXPECT_EQ(counts_.withdrawn, 1u);
  const Routed wrong_again = Of("a", {0.5}, true);
  EXPECT_TRUE(wrong_again.Asks());
  EXPECT_FALSE(wrong_again.withdraws) << "the newer request closes the earlier one";
}

TEST_F(RoutingTest, ACorrectionBeyondTheCapStillClosesWhatWasOpen) {
  options_.flagged_per_hour = 1;
  EXPECT_TRUE(Of("a", {0.5}).Asks());
  EXPECT_TRUE(Of("a", {0.5}, true).withdraws);
}

TEST_F(RoutingTest, HardClassesGoToTheExperts) {
  options_.expert_classes = {"tram"};
  options_.sampling.audit = 1;
  EXPECT_EQ(Of("a", {0.5}).queue, ReviewQueue::kReview) << "it is about the car";
  EXPECT_EQ(Of("b", {}).queue, ReviewQueue::kExpert) << "all of its labels are looked at";
  labels_.labels[0].class_id = labels_.labels[1].class_id;
  EXPECT_EQ(Of("c", {0.5}).queue, ReviewQueue::kExpert);
  EXPECT_EQ(Asked(ReviewArm::kFlagged, ReviewQueue::kExpert), 1u);
}

TEST_F(RoutingTest, GoldFramesAreAlwaysAskedAndNeverTwice) {
  options_.gold = {"known"};
  options_.repeat = 1;
  options_.flagged_per_hour = 1;
  for (const std::vector<double>& findings : {std::vector<double>{0.5}, std::vector<double>{}}) {
    const Routed routed = Of("known", findings);
    EXPECT_EQ(routed.arm, ReviewArm::kGold);
    EXPECT_FALSE(routed.ask_again);
  }
  EXPECT_TRUE(Of("other", {0.5}).Asks()) << "they take no place under the cap";
}

FlaggedFrame Flagged() {
  FlaggedFrame frame;
  frame.id = "ab";
  frame.frame_id = "a.jpg";
  frame.label_revision = 3;
  frame.findings.emplace_back().evidence = "is a bus";
  return frame;
}

TEST(RequestsTest, ARequestSaysWhyAndIsTheSameEachTime) {
  Routed routed;
  routed.arm = ReviewArm::kFlagged;
  routed.inclusion_probability = 0.25;
  routed.priority = 2;
  const RelabelRequest request = MakeRequest(Flagged(), routed, 17);
  EXPECT_EQ(request.id, "ab.flagged");
  EXPECT_EQ(request.frame.inclusion_probability, 0.25);
  EXPECT_EQ(request.label_revision, 3u);
  EXPECT_EQ(request.asked_at_ms, 17);
  EXPECT_EQ(request.reason, "1 suspicion, the first: is a bus");
  EXPECT_EQ(MakeRequest(Flagged(), routed, 18).id, request.id);
}

TEST(RequestsTest, ASecondLookIsARequestOfItsOwn) {
  Routed routed;
  routed.arm = ReviewArm::kFlagged;
  routed.ask_again = true;
  const RelabelRequest first = MakeRequest(Flagged(), routed, 17);
  const RelabelRequest expert = ExpertRequest(first, "two reviewers disagree", 18);
  EXPECT_EQ(expert.id, "ab.flagged.expert");
  EXPECT_EQ(expert.frame.arm, ReviewArm::kFlagged);
  EXPECT_THAT(expert.reason, HasSubstr("two reviewers disagree"));
  const RelabelRequest again = RepeatRequest(first, 19);
  EXPECT_EQ(again.id, "ab.repeat");
  for (const RelabelRequest& later : {expert, again}) {
    EXPECT_EQ(later.repeats, "ab.flagged");
    EXPECT_FALSE(later.ask_again) << "and so on without end";
    EXPECT_TRUE(Closes(later, first));
  }
  LabeledFrame newer;
  newer.frame_id = "a.jpg";
  newer.label_revision = 4;
  EXPECT_TRUE(Closes(MakeWithdrawal(newer, "cd", 20), expert));
  EXPECT_FALSE(Closes(MakeWithdrawal(newer, "cd", 20), again)) << "it asks about what the first reviewer saw";
  EXPECT_FALSE(Closes(first, again));
}

}  // namespace
}  // namespace labelwatch
