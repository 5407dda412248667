#pragma once
// The true mislabel rate of a stream, and how much of it the monitor finds, where only the frames that were drawn for
// review are known, each with the probability with which it was drawn: what comes back from labeling, read by a process
// that has not judged the stream itself. (Where every frame is counted, audited_rate.h knows the weights.)
//
// Frames that were drawn with one probability p_h, flagged or not, are a stratum. Of n that were drawn, n_h are of it,
// v_h have a verdict and k_h are wrong:
//
//   W_h = (n_h / p_h) / sum (n_j / p_j),   q_h = k_h / v_h,   rate = sum W_h q_h
//
// Bounds hold at any time: each q_h, and the share n_h / n, from which W_h follows, has a confidence sequence
// (confidence_sequence.h), and what they leave open is put together as independent errors are (weighted_rate.h):
//
//   low = rate - sqrt(sum (W_h (q_h - low q_h))^2 + sum (d_h (W_h - the end of W_h that lowers the rate))^2)
//
// d_h = q_h - (rate of the other strata); the largest stratum's weight follows from the others. Put together so, they
// promise less than a sum of all doubts would, and are half as wide: each sequence has 3/5 of alpha, with which they
// held in 96 % and more of drawn streams (tests/detectors/rates_drawn_test.cpp).
//
//   DrawnRate drawn;
//   drawn.Draw(true, 1);  drawn.Draw(false, 0.01);
//   drawn.Verdict(false, 0.01, is_wrong);
//   drawn.Estimate().rate
//
// Single-owner.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "detectors/rates/confidence_sequence.h"

namespace labelwatch {

struct DrawnShare {
  double value = 0;
  Interval bounds;
};

struct DrawnEstimate {
  DrawnShare rate;     // of all frames, those that are wrong
  DrawnShare recall;   // of wrong ones, those that are flagged
  bool known = false;  // whether any verdict was "wrong", so that recall has a value
  std::uint64_t verdicts = 0, pending = 0;
};

class DrawnRate {
 public:
  static constexpr std::size_t kMostStrata = 32;

  // REQUIRES: 0 < alpha < 1.
  explicit DrawnRate(double alpha = 1 - kConfidence) : alpha_(0.6 * alpha) {}

  // A frame was drawn. False, and nothing changes: no probability of (0, 1], or one stratum too many.
  bool Draw(bool flagged, double probability);
  // Of one that was drawn; false: no such stratum.
  bool Verdict(bool flagged, double probability, bool wrong);

  DrawnEstimate Estimate() const;

 private:
  struct Stratum {
    bool flagged = false;
    double probability = 0;
    ConfidenceSequence wrong, share;  // of its verdicts; of all that were drawn
    std::uint64_t drawn = 0, verdicts = 0;
  };
  // What one side adds to the rate, or both.
  struct Sum {
    double value = 0, below = 0, above = 0;  // squares of what is open below and above
    Interval Bounds() const;
  };

  Stratum* Find(bool flagged, double probability);
  double Weight(const Stratum& stratum, double share) const;
  Interval Weights(const Stratum& stratum) const;
  Sum SumOf(bool flagged, bool others) const;

  double alpha_;
  std::uint64_t drawn_ = 0;
  std::vector<Stratum> strata_;
};

}  // namespace labelwatch
