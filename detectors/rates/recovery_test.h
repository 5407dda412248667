#pragma once
// Whether a rate that an alarm was raised for has come down again: bets against "the rate is still pd or more".
//
//   pd     = min((1 + p0) / 2, max(1.5 p0, sqrt(p0 p_a)))    p_a: the rate since the rise
//   q_j    = pd / r_j
//   o_j    = q_j (1 - pd) / (pd (1 - q_j))                   odds
//   L_j    = o_j^(k / (1 + (n - 1) rho_d)) / Z_j(n)
//   Z_j(n) = the same power, its mean over a beta-binomial k of n frames with mean pd and correlation rho_d
//
// The mean run to a false recovery keeps its promise while clusters vary no more than that beta-binomial. `strict`
// assumes no more than the alarm itself does, and takes up to three times as long:
//
//   L_j = 1 + lambda_j (pd - k / n) / (1 - pd),   lambda_j = (pd - q_j) / (pd - q_j + q_j d(n))
//
// Clusters beyond kMostExact frames, which only merging makes, always count by the strict form: Z_j takes n steps.

#include "detectors/rates/bets.h"

namespace labelwatch {

// pd. REQUIRES: 0 < p0 < 1, 0 <= alarm_rate <= 1.
double RecoveryRate(double p0, double alarm_rate);

class RecoveryBets {
 public:
  static constexpr std::uint64_t kMostExact = 4096;

  // REQUIRES: 0 < pd < 1, 0 < rho_d < 1.
  RecoveryBets(double pd, double rho_d, bool strict);

  // L_j(n, k), positive. Clusters of one size in a row share their Z. REQUIRES: n >= 1, k <= n.
  Factors Of(const Cluster& cluster);

 private:
  Factors StrictlyOf(const Cluster& cluster) const;
  void SetSize(std::uint64_t n);

  double pd_, rho_d_;
  bool strict_;
  Factors rates_, odds_;
  // Of the size that came last.
  std::uint64_t n_ = 0;
  Factors per_flagged_, mean_;  // o_j^(1 / (1 + (n - 1) rho_d)), Z_j(n)
};

}  // namespace labelwatch
