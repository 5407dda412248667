#pragma once
// Bounds on a mean that hold at all times at once, so they may be looked at after every value: "the true rate is in
// here", wrong ever with probability at most alpha. The price is about 1.5 times the width of bounds for one look.
//
// For values x_1, x_2, ... in [0, 1] with the same mean given the past (predictable-mixture empirical-Bernstein
// sequence [Waudby-Smith & Ramdas 2024], as the package confseq 0.0.11 computes it), a = alpha / 2 for each side:
//
//   low_t = (sum l_i x_i - ln(1/a) - sum v_i psi(l_i)) / sum l_i,     psi(l) = -ln(1 - l) - l
//   l_i   = min(1/2, sqrt(2 ln(1/a) / (s2_(i-1) i ln(1 + i)))),      v_i = (x_i - m_(i-1))^2
//
// m_i is the running mean, m_0 = 0, and s2_i = (1/4 + sum_(j<=i) (x_j - c_j)^2) / (i + 1), s2_0 = 1/4, with c_j =
// (1/2 + sum_(k<=j) x_k) / (j + 1). high is 1 - low of 1 - x. Where the mean moves they bound its average weighted by
// l_i, which follows slowly. State is seven numbers. Single-owner.

#include <cstdint>

#include "detectors/rates/intervals.h"

namespace labelwatch {

class ConfidenceSequence {
 public:
  struct State {
    std::uint64_t count = 0;
    double sum = 0;         // of x
    double deviations = 0;  // of (x - c)^2
    double weights = 0;     // of l
    double weighted = 0;    // of l x
    double low_doubt = 0;   // of v psi(l)
    double high_doubt = 0;  // the same for 1 - x

    friend bool operator==(const State&, const State&) = default;
  };

  // REQUIRES: 0 < alpha < 1.
  explicit ConfidenceSequence(double alpha) : alpha_(alpha) {}

  // A value below 0 is 0, one above 1 is 1; one that is no number is left out.
  void Add(double value);

  Interval Bounds() const;  // both sides together are wrong ever with probability at most alpha
  std::uint64_t Count() const { return state_.count; }
  double Mean() const { return state_.count > 0 ? state_.sum / static_cast<double>(state_.count) : 0; }

  const State& Save() const { return state_; }
  // False, and nothing changes, if the state is none that could have been saved.
  bool Load(const State& state);

 private:
  double alpha_;
  State state_;
};

}  // namespace labelwatch
