#pragma once
// What a process knows of the review: reads the records of both topics of the labeling loop, makes answers of what
// reviewers decide on its own page, and tells what follows of all of it.
//
//   ReviewDesk desk;
//   desk.Take(request);  desk.Take(verdict);          // from the topics
//   const auto answers = desk.Answers(decided, now_ms);   // of the page: to be written to the topic of verdicts
//   desk.Next(answers);                               // what they lead to: to the topic of requests
//   desk.Status();
//
// Bounded as the verdict book and open_questions.h are. Thread-safe.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "consumers/labeling/asked_of.h"
#include "consumers/labeling/follow_up.h"
#include "consumers/labeling/open_questions.h"
#include "consumers/labeling/verdict_book.h"
#include "schema/measured_shares.h"

namespace labelwatch {

class ReviewDesk {
 public:
  // `to_experts`: of kExpertVerdicts.
  explicit ReviewDesk(const VerdictBookLimits& limits = {}, GoldTruth gold = {},
                      std::vector<std::string> to_experts = {})
      : book_(limits, std::move(gold)), to_experts_(std::move(to_experts)) {}

  // False: it is about older labels than what came before of the frame, and nothing is asked by it.
  bool Take(const RelabelRequest& request);
  void Take(const RelabelVerdict& verdict);
  void Refuse();

  // One answer for each request. A frame has an error as soon as one of its findings is one, and none once all that was
  // asked about are decided so, or as the reviewer says of the frame as a whole; what was not asked about is answered
  // too, in no rate. The time is `now_ms`: browsers have clocks of their own.
  // A decision answers what is open of its frame; one that takes the place of what the same page said before
  // (Verdict::changed) answers what was asked then, so that nobody is his own second reviewer. What is said of a frame
  // as a whole has no answer where a later request has closed its own: its labels are no longer those that were looked
  // at.
  std::vector<RelabelVerdict> Answers(const std::vector<Verdict>& decided, std::int64_t now_ms) const;

  // What is to be asked because of them (follow_up.h), of requests of which all findings are decided by them. What has
  // been asked before is not: a decision that is changed or taken back asks for nothing a second time.
  struct NextQuestions {
    std::vector<RelabelRequest> requests;
    std::size_t left_out = 0;  // decided requests that are not kept as a whole: nobody knows what follows
  };
  NextQuestions Next(const std::vector<RelabelVerdict>& answers) const;
  // Of a finding, or of a request without any: whether it is decided what is open of the frame about it or, where
  // nothing is, whatever was asked; and of whom that is asked.
  bool Decided(const std::string& frame_id, const std::string& subject) const;
  AskedOf Asked(const std::string& frame_id, const std::string& subject) const;

  // What verdicts say about probabilities, where more than a twentieth of them is new since it was told; else null.
  std::shared_ptr<const MeasuredShares> NewShares();
  std::shared_ptr<const ReviewStatus> Status() const;

 private:
  RelabelVerdict AnswerFor(const Verdict& verdict) const;
  bool Asks(const Verdict& of_frame) const;
  bool NothingWrong(const RelabelVerdict& answer) const;
  std::optional<DecisionsByFinding> AllDecisions(const RelabelVerdict& answer) const;

  mutable std::mutex mutex_;
  VerdictBook book_;
  OpenQuestions open_;
  const std::vector<std::string> to_experts_;
  std::size_t measured_from_ = 0;  // verdicts
  std::shared_ptr<const MeasuredShares> shares_;
  mutable std::shared_ptr<const ReviewStatus> status_;
  mutable std::uint64_t status_version_ = 0;
};

}  // namespace labelwatch
