#pragma once
// Which judged frames people are asked to look at, by whom, and in which order.
//
//   flagged   each flagged frame, with the probability `sampling.flagged` (1: all of them)
//   audit     of the others a random choice, at one rate and at rates of classes, annotators and sources: without it
//             nobody learns what the monitor does not see (detectors/review_sampling.h)
//   gold      frames whose errors are known: always, to measure reviewers; they are in no rate
//   repeat    a share of what is asked is asked again once it is decided (RelabelRequest::ask_again), to compare
//             reviewers
//
// Whether a frame is chosen follows from its id and the seed; the probability is known for every frame, chosen or not.
// A newer revision of labels that were judged before is asked about only where it is flagged: what was audited once is
// not audited again. Asked or not, it closes what was open of the frame.
//
// Caps. Flagged frames and audits each have a number that may be asked in an hour of the clock, of one partition. The
// first ones are asked, so that nobody waits for a better one; what comes when the hour is full is not asked, and
// counted. It stays flagged. To spend few reviews on the worst frames, flag fewer (inspect.flag_per_1000); the cap is
// for bad days. An audited rate stays right under the cap as long as full hours are not other hours.
//
// Priority: expected errors fixed per minute of review,
//   sum of the probabilities of its flagged findings / (minutes_per_frame + minutes_per_finding * findings).
// What is not about errors (audits, gold) gets `audit_priority`, so that it stands among the flagged ones: behind all
// of them it would never be reached.
//
// Deterministic; the hour comes in as time. Single-owner.

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "consumers/labeling/follow_up.h"
#include "detectors/inspector.h"
#include "detectors/review_sampling.h"
#include "metrics/review_counts.h"

namespace labelwatch {

struct RoutingOptions {
  SamplingRates sampling;
  std::uint64_t seed = 1;
  double repeat = 0.02;                                        // of what is asked
  std::uint64_t flagged_per_hour = 0;                          // of one partition; 0: no cap
  std::uint64_t audits_per_hour = 0;                           // likewise
  std::vector<std::string> expert_classes;                     // whatever is about one of them goes to the experts
  std::vector<std::string> expert_verdicts = kExpertVerdicts;  // and what was decided so, once more
  std::vector<std::string> gold;                               // frame ids
  double minutes_per_frame = 0.5;                              // to open it and find one's way
  double minutes_per_finding = 0.1;                            // to decide one
  double audit_priority = 1;  // a flagged frame with one finding of probability 0.6 has as much
};

// What becomes of a judged frame.
struct Routed {
  ReviewArm arm = ReviewArm::kNone;  // kNone: nobody is asked
  double inclusion_probability = 0;
  ReviewQueue queue = ReviewQueue::kReview;
  double priority = 0;
  bool ask_again = false;
  bool withdraws = false;  // nobody is asked, and what may be open of an earlier revision is closed

  bool Asks() const { return arm != ReviewArm::kNone; }
};

class Routing {
 public:
  // `classes` must outlive the object.
  Routing(const RoutingOptions& options, const NameTable& classes);

  // `corrects`: an earlier revision of its labels was judged. `now_ms`: Unix ms, for the caps.
  Routed Of(const JoinedFrame& frame, const Judgement& judgement, bool corrects, std::int64_t now_ms,
            ReviewCounts& counts);

 private:
  bool Full(ReviewArm arm, std::int64_t now_ms);
  bool ForExperts(const JoinedFrame& frame, const Judgement& judgement) const;
  double Priority(ReviewArm arm, const Judgement& judgement) const;

  const RoutingOptions options_;
  const ReviewSampling sampling_;
  const NameTable& classes_;
  const std::set<std::string, std::less<>> expert_classes_, gold_;
  std::int64_t hour_ = 0;
  std::array<std::uint64_t, ReviewCounts::kArms> asked_{};  // in it
};

}  // namespace labelwatch
