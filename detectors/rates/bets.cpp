#include "detectors/rates/bets.h"

#include <algorithm>

namespace labelwatch {

RiseBets::RiseBets(double p0, double rho) : p0_(p0), rho_(rho) {
  for (std::size_t j = 0; j < kBets; ++j) rates_[j] = std::min(kBetRatios[j] * p0, (1 + p0) / 2);
}

Factors RiseBets::Lambda(std::uint64_t n) const {
  const double spread = ClusterSpread(static_cast<double>(n), rho_);
  Factors lambda;
  for (std::size_t j = 0; j < kBets; ++j) {
    const double gain = rates_[j] - p0_;
    lambda[j] = gain / (gain + (1 - rates_[j]) * spread);
  }
  return lambda;
}

// With one denominator all terms are positive: nothing cancels, and no cluster makes it 0.
Factors RiseBets::Of(const Cluster& cluster) const {
  const auto n = static_cast<double>(cluster.n);
  const double spread = ClusterSpread(n, rho_), surprise = static_cast<double>(cluster.k) / (n * p0_);
  Factors factors;
  for (std::size_t j = 0; j < kBets; ++j) {
    const double gain = rates_[j] - p0_, room = (1 - rates_[j]) * spread;
    factors[j] = (room + gain * surprise) / (room + gain);
  }
  return factors;
}

}  // namespace labelwatch
