#pragma once
// Whether many series rose together, and whether a rise is one of the mix of classes: before anyone is blamed.
//
// Common cause. When the flagged rate of all annotators rises at once, the cause is the model, the camera or the
// guideline, not one of them. Series i has n_i frames, k_i flagged and the rate p_i it had before. The one with the
// largest excess k_i - p_i n_i is left out, and of the rest one asks
//
//   ratio = sum k / sum p n,   bounds: those of Poisson counts, over the design effect
//
//   rest lies above before (lower bound over 1) and more than half of its series do    all of them
//   rest lies above before, but fewer do                                               several
//   the rest's upper bound is nearer to before than to the left out one's ratio        one
//   else                                                                               unclear
//
// Adjusted rate. An annotator who is given more hard classes is flagged more often, without being worse. With n_c, k_c
// by class now, and before shares s_c and rates p_c:
//
//   expected = sum (n_c / n) p_c     what the classes of now would have had before
//   adjusted = sum s_c k_c / n_c     what the rates of now would be with the classes of before [direct standardisation]
//
// A class without frames now keeps its rate of before. The rise is explained by the mix as far as `expected` rose.
// Immutable functions.

#include <cstddef>
#include <cstdint>
#include <span>

#include "detectors/rates/weighted_rate.h"

namespace labelwatch {

struct SeriesNow {
  double before = 0;  // its rate, of the baseline; 0 or no number: it is left out
  double frames = 0;
  double flagged = 0;
};

enum class RiseCause : std::uint8_t { kNone, kOne, kSeveral, kCommon, kUnclear };

struct CommonCause {
  RiseCause cause = RiseCause::kNone;  // kNone: all together did not rise
  std::size_t largest = 0;             // place of the one with the largest excess
  double ratio = 1;                    // of all together, to before
  double ratio_of_largest = 1;
  double ratio_of_rest = 1;
  Interval bounds_of_rest{0, 1e9};  // of that ratio
  std::size_t series = 0;           // that had frames and a rate before
  std::size_t risen = 0;            // of them above before
};

// `design_effect`: frames per independent one. Series with fewer than `fewest` frames are left out.
CommonCause FindCommonCause(std::span<const SeriesNow> series, double design_effect = 1, double fewest = 30);

struct ClassCount {
  double share_before = 0;  // of frames; brought to a sum of 1
  double rate_before = 0;
  double frames = 0;  // now
  double flagged = 0;
};

struct AdjustedRate {
  double before = 0;      // sum s_c p_c
  double now = 0;         // as counted
  double expected = 0;    // by the mix of now alone
  RateEstimate adjusted;  // with the mix of before
  double explained = 0;   // share of the rise that the mix explains, 0 .. 1; 0 where nothing rose
  bool by_mix = false;    // before lies within the bounds of the adjusted rate, and the mix explains most of the rise
};

AdjustedRate AdjustForMix(std::span<const ClassCount> classes, double design_effect = 1,
                          double confidence = kConfidence);

}  // namespace labelwatch
