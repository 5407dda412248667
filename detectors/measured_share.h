#pragma once
// The second stage of a probability: what verdicts of reviewers say, with what the made errors said (error_share.h) as
// prior. Of each kind, from the verdicts by their scores s:
//
//   1. The base is the prior itself; where at least 20 verdicts said "error" and 20 said "fine", it is the logistic
//   curve
//      in s that fits them (Platt 1999; by Newton's method, with a weak pull to log-odds = 1 + s and 6 pseudo-verdicts
//      that say what the prior said). Below the scores that were reviewed the prior is moved, not replaced.
//   2. Blocks of about 20 verdicts in the order of s: share = (10 b + errors) / (10 + verdicts), b the mean of the base
//      there. Neighbours that fall are pooled (pool adjacent violators, Barlow et al. 1972).
//   3. At the middle of a block the base is moved in log-odds so that its mean is that share; in between linearly in s,
//      outside as at the ends.
//
// Without 10 verdicts of a kind nothing is measured and the prior stands. Verdicts are taken as a fair sample of what
// has their score: reviewers may choose by score, kind and class, but not by what they expect to see. Pure functions.

#include <cstddef>
#include <span>

#include "schema/measured_shares.h"

namespace labelwatch {

inline constexpr std::size_t kLeastVerdicts = 10;

// A finding that was decided. `prior`: its probability before verdicts, 0..1.
struct Reviewed {
  Kind kind = Kind::kMissing;
  double score = 0, prior = 0;
  bool error = false;
};

// The order of the verdicts does not matter; those with a score or prior that is no finite number are passed over.
MeasuredShares Measure(std::span<const Reviewed> verdicts);

// At most kMostCertain (labels/error_share.h). REQUIRES: the kind is known.
float MeasuredShare(const MeasuredKind& kind, double score, double prior);

}  // namespace labelwatch
