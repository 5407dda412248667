#pragma once
// The interval of a weighted sum of rates, each counted on its own: of strata, of classes.
//
// With weights W_h, rates p_h = k_h / n_h and Wilson limits l_h, u_h:
//
//   R = sum W_h p_h,   low = R - sqrt(sum W_h^2 (p_h - l_h)^2),   high = R + sqrt(sum W_h^2 (u_h - p_h)^2)
//
// (MOVER: the variance is recovered from the limits [Zou & Donner 2008].) It keeps its promise where the usual R -+ z
// s.e. does not: none flagged among few would have no width at all. For a time that was fixed before. Immutable
// functions.

#include <span>

#include "detectors/rates/intervals.h"

namespace labelwatch {

struct WeightedCount {
  double weight = 0;
  double frames = 0;  // 0: nothing known, its rate is taken as 1/2 with limits 0 and 1
  double flagged = 0;
  bool whole = false;  // all there are were counted: no uncertainty
};

struct RateEstimate {
  double rate = 0;
  Interval bounds;
};

// Weights that are negative or no number count as 0; bounds are kept within 0 and the sum of weights.
RateEstimate WeightedRate(std::span<const WeightedCount> counts, double confidence = kConfidence);

}  // namespace labelwatch
