#pragma once
// What a process knows of the review: reads the records of both topics of the labeling loop, makes answers of what
// reviewers decide on its own page, and tells what follows of all of it.
//
//   ReviewDesk desk;
//   desk.Take(request);  desk.Take(verdict);          // from the topics
//   desk.Answers(decided, now_ms);                    // of the page: to be written to the topic of verdicts
//   desk.Status();
//
// Bounded as the verdict book is, and by kMostOpen requests whose findings are at hand. Thread-safe.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "consumers/labeling/verdict_book.h"
#include "schema/measured_shares.h"

namespace labelwatch {

class ReviewDesk {
 public:
  static constexpr std::size_t kMostOpen = 20'000;

  explicit ReviewDesk(const VerdictBookLimits& limits = {}, GoldTruth gold = {}) : book_(limits, std::move(gold)) {}

  void Take(const RelabelRequest& request);
  void Take(const RelabelVerdict& verdict);
  void Refuse();

  // One answer for each frame. A frame has an error as soon as one of its findings is one, and none once all that was
  // asked about are decided so, or as the reviewer says of the frame as a whole; what was not asked about is answered
  // too, in no rate. A frame whose request is closed by a later one has no answer: its labels are no longer those that
  // were looked at. The time is `now_ms`: browsers have clocks of their own.
  std::vector<RelabelVerdict> Answers(const std::vector<Verdict>& decided, std::int64_t now_ms) const;

  // What verdicts say about probabilities, where more than a twentieth of them is new since it was told; else null.
  std::shared_ptr<const MeasuredShares> NewShares();
  std::shared_ptr<const ReviewStatus> Status() const;

 private:
  RelabelVerdict AnswerFor(const std::string& frame_id) const;
  bool Asks(const Verdict& of_frame) const;
  bool NothingWrong(const RelabelVerdict& asked, const RelabelVerdict& answer) const;

  mutable std::mutex mutex_;
  VerdictBook book_;
  std::unordered_map<std::string, RelabelVerdict> open_;  // undecided answers, by frame id
  std::deque<std::string> open_order_;
  std::size_t measured_from_ = 0;  // verdicts
  std::shared_ptr<const MeasuredShares> shares_;
  mutable std::shared_ptr<const ReviewStatus> status_;
  mutable std::uint64_t status_version_ = 0;
};

}  // namespace labelwatch
