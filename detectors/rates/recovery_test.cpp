#include "detectors/rates/recovery_test.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

// Means of x_j^k over a beta-binomial k.
Factors BetaBinomialMeans(std::uint64_t frames, double rate, double rho, const Factors& x) {
  const auto n = static_cast<double>(frames);
  const double alpha = rate * (1 / rho - 1), beta = (1 - rate) * (1 / rho - 1);
  double weight = 1;  // of k
  for (double i = 0; i < n; ++i) weight *= (beta + i) / (alpha + beta + i);
  Factors means, powers;
  means.fill(weight);
  powers.fill(1);
  for (double k = 0; k < n; ++k) {
    weight *= (n - k) * (alpha + k) / ((k + 1) * (beta + n - k - 1));
    for (std::size_t j = 0; j < kBets; ++j) {
      powers[j] *= x[j];
      means[j] += weight * powers[j];
    }
  }
  return means;
}

}  // namespace

double RecoveryRate(double p0, double alarm_rate) {
  return std::min((1 + p0) / 2, std::max(1.5 * p0, std::sqrt(p0 * alarm_rate)));
}

RecoveryBets::RecoveryBets(double pd, double rho_d, bool strict) : pd_(pd), rho_d_(rho_d), strict_(strict) {
  for (std::size_t j = 0; j < kBets; ++j) {
    rates_[j] = pd / kBetRatios[j];
    odds_[j] = rates_[j] * (1 - pd) / (pd * (1 - rates_[j]));
  }
}

Factors RecoveryBets::Of(const Cluster& cluster) {
  if (strict_ || cluster.n > kMostExact) return StrictlyOf(cluster);
  if (cluster.n != n_) SetSize(cluster.n);
  Factors factors;
  for (std::size_t j = 0; j < kBets; ++j) {
    const double power = cluster.k == 0   ? 1
                         : cluster.k == 1 ? per_flagged_[j]
                                          : std::pow(per_flagged_[j], static_cast<double>(cluster.k));
    factors[j] = power / mean_[j];
  }
  return factors;
}

// 1 + (pd - x) / (1 - pd) = (1 - x) / (1 - pd): with one denominator nothing cancels.
Factors RecoveryBets::StrictlyOf(const Cluster& cluster) const {
  const auto n = static_cast<double>(cluster.n);
  const double spread = ClusterSpread(n, rho_d_);
  const double good = static_cast<double>(cluster.n - cluster.k) / n / (1 - pd_);
  Factors factors;
  for (std::size_t j = 0; j < kBets; ++j) {
    const double gain = pd_ - rates_[j], room = rates_[j] * spread;
    factors[j] = (room + gain * good) / (room + gain);
  }
  return factors;
}

void RecoveryBets::SetSize(std::uint64_t n) {
  n_ = n;
  if (n == 1) {
    per_flagged_ = odds_;
    for (std::size_t j = 0; j < kBets; ++j) mean_[j] = 1 - pd_ + pd_ * odds_[j];
    return;
  }
  const double frames_per_flag = 1 + static_cast<double>(n - 1) * rho_d_;
  for (std::size_t j = 0; j < kBets; ++j) per_flagged_[j] = std::pow(odds_[j], 1 / frames_per_flag);
  mean_ = BetaBinomialMeans(n, pd_, rho_d_, per_flagged_);
}

}  // namespace labelwatch
