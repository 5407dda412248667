#pragma once
// How far a rate may be from what was counted: bounds on a share p after k of n.
//
//   Wilson            (p^ + z^2/2n -+ z sqrt(p^(1-p^)/n + z^2/4n^2)) / (1 + z^2/n), p^ = k/n; for reports: near its
//                     promise on average, never outside of [0, 1]. [Wilson 1927]
//   Clopper-Pearson   [BetaInv(a/2; k, n-k+1), BetaInv(1-a/2; k+1, n-k)]; for promises: never covers less than it says.
//   Jeffreys          [BetaInv(a/2; k+1/2, n-k+1/2), BetaInv(1-a/2; ...)]; what one knows after k of n with a prior
//   that
//                     says little; 0 is its lower end at k = 0, and 1 its upper one at k = n.
//
//   const Interval rate = Wilson(3, 4);  // .30 .. .95: three of four flagged say little
//
// Counts may be weighted ones, so they are doubles. What cannot be a count is brought into range: below 0 or NaN is 0,
// more flagged than frames is all of them, more than 1e9 frames are taken in proportion. Without frames nothing is
// known: [0, 1]. Therefore every result is a number in [0, 1]. They hold for a time that was fixed before; for bounds
// that may be looked at again and again see confidence_sequence.h. Immutable functions.

namespace labelwatch {

struct Interval {
  double low = 0;
  double high = 1;

  friend bool operator==(const Interval&, const Interval&) = default;
};

inline constexpr double kConfidence = 0.95;  // of intervals that people see

// REQUIRES of all: 0 < confidence < 1.
Interval Wilson(double flagged, double frames, double confidence = kConfidence);
Interval ClopperPearson(double flagged, double frames, double confidence = kConfidence);
Interval Jeffreys(double flagged, double frames, double confidence = kConfidence);

// One-sided Clopper-Pearson: the rate is at most / at least that, with all of 1 - confidence on one side.
double UpperBound(double flagged, double frames, double confidence = kConfidence);
double LowerBound(double flagged, double frames, double confidence = kConfidence);

// The x below which a beta variable lies with probability p. REQUIRES: a > 0, b > 0, finite, 0 <= p <= 1.
double BetaQuantile(double a, double b, double p);
// The probability that it lies above x. REQUIRES: a > 0, b > 0, finite, 0 <= x <= 1.
double BetaAbove(double a, double b, double x);
// Of a standard normal one. REQUIRES: 0 < p < 1.
double NormalQuantile(double p);
// Of a chi-square one with `freedom` degrees of freedom. REQUIRES: freedom > 0, 0 <= p < 1.
double ChiSquareQuantile(double freedom, double p);

}  // namespace labelwatch
