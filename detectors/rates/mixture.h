#pragma once
// The evidence of a mixture e-Shiryaev-Roberts test: one sum for each bet, all bets alike.
//
//   R_j <- (R_j + N) prod L_j   a tick with N frames; R_j = 0 at the start; a tick without frames changes nothing
//   M    = mean of R_j          at least A: an alarm
//
// N frames are added because a change may begin with any of them. While each factor L_j has expectation at most 1, M
// grows by at most 1 a frame on average, so that the mean run to a false alarm is at least A frames.

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "detectors/rates/bets.h"
#include "detectors/rates/wide_number.h"

namespace labelwatch {

struct Mixture {
  std::array<WideNumber, kBets> sums;  // R_j

  friend bool operator==(const Mixture&, const Mixture&) = default;
};

inline void Advance(const TickFactors& tick, Mixture& mixture) {
  if (tick.frames == 0) return;
  for (std::size_t j = 0; j < kBets; ++j) {
    mixture.sums[j] = PlusWhole(mixture.sums[j], tick.frames) * tick.products[j];
  }
}

// Whether M >= threshold. REQUIRES: 0 < threshold < 2^300.
inline bool Reaches(const Mixture& mixture, double threshold) {
  double sum = 0;
  for (const WideNumber& r : mixture.sums) {
    if (r.exponent > 0) return true;
    if (r.exponent == 0) sum += r.value;
  }
  return sum >= threshold * static_cast<double>(kBets);
}

// ln M; minus infinity before the first frame.
inline double LnMean(const Mixture& mixture) {
  double most = -std::numeric_limits<double>::infinity();
  for (const WideNumber& r : mixture.sums) most = std::max(most, Ln(r));
  if (!(most > -std::numeric_limits<double>::infinity())) return most;
  double sum = 0;
  for (const WideNumber& r : mixture.sums) sum += std::exp(Ln(r) - most);
  return most + std::log(sum / static_cast<double>(kBets));
}

}  // namespace labelwatch
