// What verdicts teach: precision, mislabel rates, agreement of reviewers, what is open.

#include "consumers/labeling/verdict_book.h"

#include <gmock/gmock.h>

#include "consumers/labeling/review_desk.h"
#include "consumers/labeling/reviewers.h"

namespace labelwatch {
namespace {

using testing::ElementsAre;

FindingRecord Missing(const std::string& frame, double score = 1) {
  FindingRecord finding;
  finding.id = "missing in " + frame;
  finding.frame_id = frame;
  finding.kind = Kind::kMissing;
  finding.suggested_class = "dog";
  finding.model = "yolo";
  finding.score = score;
  finding.prior = finding.probability = ProbabilityFromScore(score);
  return finding;
}

// Of a frame with one finding, or of an audited one with none.
RelabelRequest Ask(const std::string& frame, ReviewArm arm = ReviewArm::kFlagged, double probability = 1) {
  RelabelRequest request;
  request.frame_id = request.frame.frame_id = frame;
  request.frame.id = "judged " + frame;
  request.frame.annotator = "bob";
  request.frame.arm = arm;
  request.frame.inclusion_probability = probability;
  if (arm != ReviewArm::kAudit) request.frame.findings.push_back(Missing(frame));
  request.asked_at_ms = 1000;
  request.id = RequestId(request.frame, request.queue);
  return request;
}

RelabelVerdict Answer(const RelabelRequest& request, Decision decision, const std::string& reviewer = "ann",
                      std::int64_t at_ms = 2000) {
  RelabelVerdict verdict = AnswerTo(request);
  for (FindingVerdict& one : verdict.findings) one.decision = decision;
  verdict.frame_has_error = SaysError(decision);
  verdict.reviewer = reviewer;
  verdict.decided_at_ms = at_ms;
  return verdict;
}

void Decide(VerdictBook& book, const std::string& frame, Decision decision) {
  const RelabelRequest request = Ask(frame);
  book.Take(request);
  book.Take(Answer(request, decision));
}

TEST(VerdictBookTest, HalfOfWhatWasDecidedIsAnError) {
  VerdictBook book;
  for (int i = 0; i < 10; ++i) {
    Decide(book, "f" + std::to_string(i), i % 2 == 0 ? Decision::kCorrected : Decision::kRejected);
  }
  Decide(book, "open", Decision::kUndecided);
  const ReviewStatus status = book.Status();
  ASSERT_FALSE(status.precision.empty());
  const ReviewStatus::Precision& missing = status.precision[0];
  EXPECT_EQ(missing.dimension + " " + missing.value, "kind missing");
  EXPECT_EQ(missing.errors, 5U);
  EXPECT_EQ(missing.decided, 10U);
  EXPECT_EQ(missing.bounds, Wilson(5, 10));
  EXPECT_THAT(status.verdicts[static_cast<std::size_t>(Kind::kMissing)], ElementsAre(0, 5, 5, 1, 0));
}

TEST(VerdictBookTest, WhatIsReadTwiceOrInAnotherOrderSaysTheSame) {
  VerdictBook once, often;
  std::vector<RelabelRequest> requests;
  std::vector<RelabelVerdict> verdicts;
  for (int i = 0; i < 6; ++i) {
    requests.push_back(Ask("f" + std::to_string(i)));
    verdicts.push_back(Answer(requests.back(), i < 2 ? Decision::kAccepted : Decision::kRejected));
  }
  for (const auto& request : requests) once.Take(request);
  for (const auto& verdict : verdicts) once.Take(verdict);
  for (int round = 0; round < 3; ++round) {
    for (const auto& verdict : verdicts) often.Take(verdict);
    for (const auto& request : requests) often.Take(request);
  }
  const ReviewStatus one = once.Status(), other = often.Status();
  EXPECT_EQ(one.precision[0].errors, other.precision[0].errors);
  EXPECT_EQ(one.precision[0].decided, other.precision[0].decided);
  EXPECT_EQ(one.mislabeled[0].rate, other.mislabeled[0].rate);
  EXPECT_EQ(one.mislabeled[0].verdicts, other.mislabeled[0].verdicts);
  EXPECT_EQ(other.queues[0].open, 0U);
}

TEST(VerdictBookTest, TheLatestVerdictCounts) {
  VerdictBook book;
  const RelabelRequest request = Ask("f");
  book.Take(Answer(request, Decision::kRejected, "ann", 3000));
  book.Take(Answer(request, Decision::kAccepted, "bob", 2000));
  EXPECT_EQ(book.Of("missing in f"), Decision::kRejected);
  EXPECT_EQ(book.Status().mislabeled[0].rate, 0);
}

TEST(VerdictBookTest, AMislabelRateIsThatOfAllFramesNotOfTheFlaggedOnes) {
  VerdictBook book;
  for (int i = 0; i < 100; ++i) {
    Decide(book, "flagged" + std::to_string(i), i < 50 ? Decision::kAccepted : Decision::kRejected);
  }
  for (int i = 0; i < 90; ++i) {  // of 900 that were not flagged
    const RelabelRequest request = Ask("audited" + std::to_string(i), ReviewArm::kAudit, 0.1);
    RelabelVerdict verdict = AnswerTo(request);
    verdict.frame_has_error = i < 9;
    verdict.decided_at_ms = 2000;
    book.Take(request);
    book.Take(verdict);
  }
  const ReviewStatus status = book.Status();
  ASSERT_EQ(status.mislabeled.size(), 2U) << "overall and bob";
  const ReviewStatus::Mislabeled& overall = status.mislabeled[0];
  EXPECT_NEAR(overall.rate, 0.14, 1e-9) << "10 % of frames of which half, and 90 % of which a tenth";
  EXPECT_NEAR(overall.recall, 0.05 / 0.14, 1e-9);
  EXPECT_EQ(overall.verdicts, 190U);
  EXPECT_EQ(status.mislabeled[1].dimension + " " + status.mislabeled[1].value, "annotator bob");
}

TEST(VerdictBookTest, GoldAndRepeatedFramesAreInNoRate) {
  VerdictBook book;
  Decide(book, "f", Decision::kRejected);
  for (const ReviewArm arm : {ReviewArm::kGold, ReviewArm::kRepeat}) {
    const RelabelRequest request = Ask("g", arm);
    book.Take(request);
    book.Take(Answer(request, Decision::kAccepted));
  }
  EXPECT_EQ(book.Status().mislabeled[0].verdicts, 1U);
}

TEST(VerdictBookTest, AnExpertsVerdictTakesThePlaceOfTheFirst) {
  VerdictBook book;
  const RelabelRequest first = Ask("f");
  RelabelRequest expert = first;
  expert.queue = ReviewQueue::kExpert;
  expert.repeats = first.id;
  expert.id = RequestId(expert.frame, expert.queue);
  book.Take(first);
  book.Take(Answer(first, Decision::kRejected));
  book.Take(expert);
  EXPECT_EQ(book.Status().mislabeled[0].rate, 0) << "the expert has not decided";
  EXPECT_EQ(book.Status().mislabeled[0].verdicts, 1U);
  EXPECT_EQ(book.Status().queues[1].open, 1U);
  book.Take(Answer(expert, Decision::kAccepted, "eve", 3000));
  EXPECT_EQ(book.Status().mislabeled[0].rate, 1);
  EXPECT_EQ(book.Status().mislabeled[0].verdicts, 1U) << "one frame";
  EXPECT_EQ(book.Status().queues[1].open, 0U);
}

TEST(VerdictBookTest, NewerLabelsCloseWhatWasAsked) {
  VerdictBook book;
  book.Take(Ask("f"));
  EXPECT_EQ(book.Status().queues[0].open, 1U);
  EXPECT_EQ(book.Status().queues[0].oldest_ms, 1000);
  RelabelRequest withdrawn;
  withdrawn.id = "w";
  withdrawn.frame_id = "f";
  withdrawn.withdrawn = true;
  withdrawn.label_revision = 2;
  book.Take(withdrawn);
  EXPECT_EQ(book.Status().queues[0].open, 0U);
  EXPECT_EQ(book.Status().queues[0].oldest_ms, 0);
}

// A frame without findings has none to say it of.
TEST(VerdictBookTest, WhatExpiresIsNoLongerOpenAndDecidesNothing) {
  VerdictBook book;
  for (const ReviewArm arm : {ReviewArm::kFlagged, ReviewArm::kAudit}) {
    const RelabelRequest request = Ask(arm == ReviewArm::kAudit ? "audited" : "flagged", arm);
    book.Take(request);
    EXPECT_EQ(book.Status().queues[0].open, 1U);
    book.Take(Answer(request, Decision::kExpired));
    EXPECT_EQ(book.Status().queues[0].open, 0U);
  }
  EXPECT_EQ(book.Status().verdicts[static_cast<std::size_t>(Kind::kMissing)].back(), 1U);
  EXPECT_TRUE(book.Status().precision.empty() || book.Status().precision[0].decided == 0);
}

// Beside whatever else is asked of the frame.
TEST(VerdictBookTest, WhatIsAskedASecondTimeClosesNothingAndIsClosedByNothing) {
  VerdictBook book;
  book.Take(Ask("f"));
  book.Take(Ask("f", ReviewArm::kRepeat));
  EXPECT_EQ(book.Status().queues[0].open, 2U);
  RelabelRequest withdrawn;
  withdrawn.id = "w";
  withdrawn.frame_id = "f";
  withdrawn.withdrawn = true;
  withdrawn.label_revision = 2;
  book.Take(withdrawn);
  EXPECT_EQ(book.Status().queues[0].open, 1U);
  book.Take(Answer(Ask("f", ReviewArm::kRepeat), Decision::kAccepted));
  EXPECT_EQ(book.Status().queues[0].open, 0U);
}

TEST(VerdictBookTest, WhatIsBeyondTheLimitsIsForgottenAndCounted) {
  VerdictBook book({.findings = 10, .requests = 20});
  for (int i = 0; i < 100; ++i) Decide(book, "f" + std::to_string(i), Decision::kAccepted);
  EXPECT_EQ(book.Status().precision[0].decided, 10U);
  EXPECT_EQ(book.Status().mislabeled[0].verdicts, 20U);
  EXPECT_EQ(book.Status().forgotten, 90U + 80U);
}

// 20 of 50 both say error, 15 neither: po = .7, pe = .5 * .6 + .5 * .4 = .5, kappa = .4 (Cohen's example).
TEST(ReviewersTest, KappaByHand) {
  EXPECT_NEAR(*KappaOf({20, 5, 10, 15}), 0.4, 1e-12);
  EXPECT_NEAR(*KappaOf({10, 0, 0, 10}), 1, 1e-12);
  EXPECT_FALSE(KappaOf({}));
  EXPECT_FALSE(KappaOf({7, 0, 0, 0})) << "chance explains all of it";
}

TEST(VerdictBookTest, ReviewersAreComparedWithEachOtherAndWithTheTruth) {
  GoldTruth gold;
  for (int i = 0; i < 4; ++i) gold["missing in gold" + std::to_string(i)] = true;
  VerdictBook book({}, gold);
  for (int i = 0; i < 50; ++i) {
    const RelabelRequest first = Ask("f" + std::to_string(i));
    RelabelRequest again = first;
    again.frame.arm = ReviewArm::kRepeat;
    again.repeats = first.id;
    again.id = RequestId(again.frame, again.queue);
    const bool ann = i < 25, eve = i < 20 || (i >= 25 && i < 35);
    book.Take(Answer(first, ann ? Decision::kAccepted : Decision::kRejected, "ann"));
    book.Take(Answer(again, eve ? Decision::kAccepted : Decision::kRejected, "eve"));
    book.Take(again);
    book.Take(first);
  }
  for (int i = 0; i < 4; ++i) {
    const RelabelRequest request = Ask("gold" + std::to_string(i), ReviewArm::kGold);
    book.Take(request);
    book.Take(Answer(request, i < 3 ? Decision::kAccepted : Decision::kRejected, "eve"));
  }
  const auto reviewers = book.Status().reviewers;
  ASSERT_EQ(reviewers.size(), 3U);
  EXPECT_EQ(reviewers[0].name, "");
  EXPECT_EQ(reviewers[1].name, "eve") << "with most decisions";
  for (const auto& one : reviewers) {
    EXPECT_EQ(one.pairs, 50U);
    EXPECT_NEAR(one.kappa, 0.4, 1e-12) << one.name;
  }
  EXPECT_EQ(reviewers[1].gold, 4U);
  EXPECT_EQ(reviewers[1].right, 3U);
  EXPECT_EQ(reviewers[2].gold, 0U);
}

Verdict OnPage(const FindingRecord& finding, Decision decision) {
  Verdict verdict;
  verdict.finding = finding;
  verdict.decision = decision;
  verdict.kind_known = verdict.score_known = true;
  verdict.reviewer = "ann";
  return verdict;
}

TEST(ReviewDeskTest, AFrameIsFineOnceAllThatWasAskedIs) {
  ReviewDesk desk;
  RelabelRequest request = Ask("f");
  FindingRecord second = Missing("f", 2);
  second.id = "second in f";
  request.frame.findings.push_back(second);
  desk.Take(request);
  const auto first = desk.Answers({OnPage(Missing("f", 99), Decision::kRejected)}, 5000);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].request_id, request.id);
  EXPECT_EQ(first[0].decided_at_ms, 5000);
  EXPECT_EQ(first[0].inclusion_probability, 1);
  ASSERT_EQ(first[0].findings.size(), 1U);
  EXPECT_EQ(first[0].findings[0].finding.score, 1) << "as it was asked, not as a browser says";
  EXPECT_FALSE(first[0].frame_has_error.has_value());
  desk.Take(first[0]);
  const auto last = desk.Answers({OnPage(second, Decision::kRejected)}, 6000);
  EXPECT_EQ(last[0].frame_has_error, false);
  EXPECT_EQ(desk.Answers({OnPage(second, Decision::kAccepted)}, 6000)[0].frame_has_error, true);
}

// What the page says of a frame that somebody looked over.
Verdict OfFrame(const RelabelRequest& request, Decision decision) {
  Verdict verdict;
  verdict.request_id = request.id;
  verdict.finding.frame_id = request.frame_id;
  verdict.decision = decision;
  verdict.reviewer = "ann";
  verdict.note = "a shadow";
  return verdict;
}

TEST(ReviewDeskTest, AnAuditIsAnsweredForTheFrameAsAWhole) {
  ReviewDesk desk;
  for (const auto& [decision, error] : {std::pair(Decision::kAccepted, std::optional(true)),
                                        {Decision::kRejected, std::optional(false)},
                                        {Decision::kUndecided, std::optional<bool>()}}) {
    const RelabelRequest request = Ask("f", ReviewArm::kAudit, 0.1);
    desk.Take(request);
    const auto answers = desk.Answers({OfFrame(request, decision)}, 5000);
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].request_id, request.id);
    EXPECT_EQ(answers[0].inclusion_probability, 0.1) << "so that it counts for ten";
    EXPECT_EQ(answers[0].frame_has_error, error);
    EXPECT_TRUE(answers[0].findings.empty());
    EXPECT_EQ(answers[0].reviewer + ": " + answers[0].note, "ann: a shadow");
    EXPECT_EQ(answers[0].decided_at_ms, 5000);
    ASSERT_TRUE(DecodeRelabelVerdict(EncodeRelabelVerdict(answers[0]))) << "whoever reads the topic takes it";
  }
  desk.Take(desk.Answers({OfFrame(Ask("f", ReviewArm::kAudit, 0.1), Decision::kAccepted)}, 6000)[0]);
  ASSERT_FALSE(desk.Status()->mislabeled.empty());
  EXPECT_EQ(desk.Status()->mislabeled[0].rate, 1);
}

TEST(ReviewDeskTest, AFrameThatIsAskedNoMoreHasNoAnswer) {
  ReviewDesk desk;
  const RelabelRequest audit = Ask("f", ReviewArm::kAudit, 0.1);
  EXPECT_TRUE(desk.Answers({OfFrame(audit, Decision::kAccepted)}, 5000).empty()) << "nobody asked";
  desk.Take(audit);
  RelabelRequest later = Ask("f");
  later.label_revision = 2;
  desk.Take(later);
  EXPECT_TRUE(desk.Answers({OfFrame(audit, Decision::kAccepted)}, 5000).empty()) << "its labels are gone";
  RelabelRequest withdrawn;
  withdrawn.frame_id = "f";
  withdrawn.withdrawn = true;
  withdrawn.label_revision = 3;
  desk.Take(withdrawn);
  EXPECT_TRUE(desk.Answers({OfFrame(later, Decision::kAccepted)}, 5000).empty());
}

TEST(ReviewDeskTest, WhatNobodyAskedAboutTeachesPrecisionAndNoRate) {
  ReviewDesk desk;
  const auto answers = desk.Answers({OnPage(Missing("f"), Decision::kAccepted)}, 5000);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].request_id, "unasked.f");
  ASSERT_TRUE(DecodeRelabelVerdict(EncodeRelabelVerdict(answers[0]))) << "whoever reads the topic takes it";
  desk.Take(answers[0]);
  EXPECT_EQ(desk.Status()->precision[0].errors, 1U);
  EXPECT_TRUE(desk.Status()->mislabeled.empty());
}

TEST(ReviewDeskTest, VerdictsMeasureProbabilities) {
  ReviewDesk desk;
  EXPECT_EQ(desk.NewShares(), nullptr);
  for (int i = 0; i < 40; ++i) {
    const RelabelRequest request = Ask("f" + std::to_string(i));
    desk.Take(Answer(request, i % 4 == 0 ? Decision::kAccepted : Decision::kRejected));
  }
  const auto shares = desk.NewShares();
  ASSERT_NE(shares, nullptr);
  const float share =
      MeasuredShare(shares->kinds[static_cast<std::size_t>(Kind::kMissing)], 1, ProbabilityFromScore(1));
  EXPECT_LT(share, 0.5) << "one in four is an error, where the made errors said 73 %";
  EXPECT_TRUE(desk.Status()->measured[static_cast<std::size_t>(Kind::kMissing)]);
  EXPECT_EQ(desk.NewShares(), nullptr) << "nothing is new";
}

}  // namespace
}  // namespace labelwatch
