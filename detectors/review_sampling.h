#pragma once
// Which frames people look at, and with which probability each could have been chosen: what unbiased rates are computed
// from (rates/audited_rate.h).
//
// A frame has one number u in [0, 1) that follows from its id and the seed, and a probability p: it is reviewed where
// u < p. p is the highest of the rates that hold for it, overall or of its classes, annotators or source; of a
// flagged frame at least the share of flagged ones. So
//   the same frame has the same answer everywhere, however often it is asked;
//   p is exact for every frame, chosen or not, and is to be recorded with it;
//   a rate that is raised adds frames and takes none away.
//
//   const ReviewSampling sampling({.audit = 0.005, .annotators = {{"trainee", 0.05}}}, seed);
//   const Sampled sampled = sampling.Of(frame, judgement.flagged, classes);
//
// Pure; immutable.

#include <cstdint>
#include <map>
#include <string>

#include "schema/frame.h"
#include "schema/review_arm.h"

namespace labelwatch {

// Shares of frames, 0..1. Without an audit of frames that nothing flagged nobody learns what the monitor does not see:
// 0.5 % of them, 500 verdicts, tell the rate of errors to a percentage point.
struct SamplingRates {
  double flagged = 1;
  double audit = 0.005;
  std::map<std::string, double> classes = {}, annotators = {},
                                sources = {};  // of frames that hold one; where higher than `audit`
};

struct Sampled {
  ReviewArm arm = ReviewArm::kNone;  // why it is reviewed; kNone: it is not
  double inclusion_probability = 0;

  bool Chosen() const { return arm != ReviewArm::kNone; }
};

class ReviewSampling {
 public:
  ReviewSampling(SamplingRates rates, std::uint64_t seed) : rates_(std::move(rates)), seed_(seed) {}

  Sampled Of(const LabeledFrame& frame, bool flagged, const NameTable& classes) const;

 private:
  double AuditRate(const LabeledFrame& frame, const NameTable& classes) const;

  SamplingRates rates_;
  std::uint64_t seed_;
};

}  // namespace labelwatch
