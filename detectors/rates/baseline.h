#pragma once
// The rate that a series is held to: learnt from reference clusters, and renewed by an explicit act only.
//
//   BaselineSums sums;
//   for (const CountedCluster& pair : clusters.Pairs()) Add(pair, sums);
//   if (const auto baseline = FitBaseline(sums)) ...  // nothing: the series is still learning
//
// The alarm keeps its promise while the true rate is at most p0, so p0 is an upper bound, and leaves room for a rate
// that wanders: the least of .95 and the greatest of the upper 95 % confidence bound, 1.25 times the rate seen, and
// .005.

#include <optional>

#include "detectors/rates/cluster.h"

namespace labelwatch {

// Plain sums over clusters; they add up in any order. Doubles, as no count can overflow them; whole numbers below 2^53.
struct BaselineSums {
  double frames = 0;             // N, sum of n
  double flagged = 0;            // K, sum of k
  double frame_pairs = 0;        // S2, sum of n (n - 1)
  double flagged_pairs = 0;      // T2, sum of k (k - 1)
  double flagged_in_groups = 0;  // K2, sum of k over clusters of two frames and more

  friend bool operator==(const BaselineSums&, const BaselineSums&) = default;
};

// REQUIRES: k <= n.
void Add(const CountedCluster& clusters, BaselineSums& sums);
void Add(const BaselineSums& other, BaselineSums& sums);

struct Baseline {
  double rate = 0;   // p, as seen
  double bound = 0;  // UCB, its one-sided 95 % Clopper-Pearson bound of N / deff frames
  double p0 = 0;     // what the alarm promises for; within .005 .. .95
  double rho = 0;    // correlation of the frames of a cluster, shrunk to .05 where few are flagged
  double deff = 1;   // so many frames tell as much as one alone would
};

inline constexpr double kLeastBaselineFrames = 2000;

// Nothing: too few frames, or sums that no clusters make.
std::optional<Baseline> FitBaseline(const BaselineSums& sums, double least_frames = kLeastBaselineFrames);

// rho_d: that of the test for recovery, on the safe side.
double RecoveryRho(double rho);

}  // namespace labelwatch
