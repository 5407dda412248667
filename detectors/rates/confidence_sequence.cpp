#include "detectors/rates/confidence_sequence.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {

void ConfidenceSequence::Add(double value) {
  if (std::isnan(value)) return;
  const double x = std::clamp(value, 0.0, 1.0);
  State& s = state_;
  const auto before = static_cast<double>(s.count), i = before + 1;
  const double s2 = (0.25 + s.deviations) / i;
  const double l = std::min(0.5, std::sqrt(2 * std::log(2 / alpha_) / (s2 * i * std::log1p(i))));
  const double psi = -std::log1p(-l) - l;
  const double mean = before > 0 ? s.sum / before : 0, mirrored = before > 0 ? 1 - mean : 0;
  s.low_doubt += (x - mean) * (x - mean) * psi;
  s.high_doubt += (1 - x - mirrored) * (1 - x - mirrored) * psi;
  s.weights += l;
  s.weighted += l * x;
  s.sum += x;
  ++s.count;
  const double c = (0.5 + s.sum) / (i + 1);
  s.deviations += (x - c) * (x - c);
}

Interval ConfidenceSequence::Bounds() const {
  const State& s = state_;
  if (s.count == 0) return {};
  const double doubt = std::log(2 / alpha_);
  const double low = (s.weighted - doubt - s.low_doubt) / s.weights;
  const double high = 1 - (s.weights - s.weighted - doubt - s.high_doubt) / s.weights;
  return {std::clamp(low, 0.0, 1.0), std::clamp(high, 0.0, 1.0)};
}

bool ConfidenceSequence::Load(const State& state) {
  const auto n = static_cast<double>(state.count);
  const auto within = [](double value, double most) { return value >= 0 && value <= most * (1 + 1e-9); };
  // Each value adds at most 1 to sums of x and of squares, 1/2 to those of l, psi(1/2) < .2 to doubts.
  if (!within(state.sum, n) || !within(state.deviations, n) || !within(state.weights, n / 2)) return false;
  if (!within(state.weighted, state.weights) || !within(state.low_doubt, n / 5) || !within(state.high_doubt, n / 5)) {
    return false;
  }
  if ((state.count > 0) != (state.weights > 0)) return false;
  state_ = state;
  return true;
}

}  // namespace labelwatch
