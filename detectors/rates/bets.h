#pragma once
// The five rates that the alarm bets on, and how likely a cluster is under each against the rate promised.
//
// For each rate q_j there is a factor L_j(n, k) for a cluster of n frames with k flagged ones, whose expectation is at
// most 1 while the promise holds. RiseBets: promised is a rate of at most p0, L_j grows with k. RecoveryBets (of
// recovery_test.h) are the other way round.
//
//   d(n)        = rho + (1 - rho) / n                        how little n frames that resemble each other tell
//   q_j         = min(r_j p0, (1 + p0) / 2),                 r = 1.25, 1.5, 2, 3, 5
//   lambda_j(n) = (q_j - p0) / (q_j - p0 + (1 - q_j) d(n))   the best bet where frames have correlation rho
//   L_j(n, k)   = 1 + lambda_j(n) (k / (n p0) - 1)
//
// For n = 1 that is the likelihood ratio q_j / p0 of a flagged frame. A wrong rho makes the alarm slower, never wrong.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "detectors/rates/cluster.h"
#include "detectors/rates/wide_number.h"

namespace labelwatch {

inline constexpr auto kBetRatios = std::to_array<double>({1.25, 1.5, 2, 3, 5});
inline constexpr std::size_t kBets = kBetRatios.size();
inline constexpr std::size_t kDatingBet = 2;  // r = 2

using Factors = std::array<double, kBets>;

// d(n). REQUIRES: n >= 1, 0 <= rho <= 1.
inline double ClusterSpread(double n, double rho) { return rho + (1 - rho) / n; }

class RiseBets {
 public:
  // REQUIRES: 0 < p0 < 1, 0 <= rho <= 1.
  RiseBets(double p0, double rho);

  // The share of what is at stake, within (0, 1).
  Factors Lambda(std::uint64_t n) const;
  // L_j(n, k), positive and at most 1 / p0. REQUIRES: n >= 1, k <= n.
  Factors Of(const Cluster& cluster) const;

 private:
  double p0_, rho_;
  Factors rates_;
};

// All clusters of a tick.
struct TickFactors {
  std::uint64_t frames = 0;  // N
  std::uint64_t flagged = 0;
  std::uint64_t hit_clusters = 0;  // those with a flagged frame
  std::array<WideNumber, kBets> products;
};

// Multiplies the factors of all clusters. `bets`: anything with Of(cluster) -> Factors. REQUIRES: n >= 1, k <= n.
template <typename Bets>
TickFactors Multiply(Bets&& bets, std::span<const CountedCluster> clusters) {
  TickFactors tick;
  tick.products.fill({1, 0});
  for (const auto& [cluster, count] : clusters) {
    tick.frames = CountedSum(tick.frames, CountedProduct(cluster.n, count));
    tick.flagged = CountedSum(tick.flagged, CountedProduct(cluster.k, count));
    if (cluster.k > 0) tick.hit_clusters = CountedSum(tick.hit_clusters, count);
    const Factors factors = bets.Of(cluster);
    for (std::size_t j = 0; j < kBets; ++j) {
      tick.products[j] = tick.products[j] * (count == 1 ? WideNumber{factors[j], 0} : Power(factors[j], count));
    }
  }
  return tick;
}

}  // namespace labelwatch
