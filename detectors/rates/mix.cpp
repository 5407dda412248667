#include "detectors/rates/mix.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "detectors/rates/intervals.h"

namespace labelwatch {
namespace {

constexpr double kInsteadOfZero = 1e-4;
constexpr double kLeastCount = 1e-9, kMostCount = 1e15;  // of weighted counts that are some

double Count(std::span<const double> counts, std::size_t i) {
  return i < counts.size() && counts[i] >= kLeastCount ? std::min(counts[i], kMostCount) : 0;
}

double Total(std::span<const double> counts) {
  double total = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) total += Count(counts, i);
  return total;
}

// One term of KL(p, middle); 0 ln 0 is 0.
double Divergence(double p, double middle) { return p > 0 ? p * std::log(p / middle) : 0; }

}  // namespace

std::optional<MixDistance> CompareMixes(std::span<const double> reference, std::span<const double> current,
                                        double design_effect) {
  const double m = Total(reference), n = Total(current);
  const std::size_t classes = std::max(reference.size(), current.size());
  if (!(m > 0 && n > 0)) return std::nullopt;

  MixDistance distance;
  double divergence = 0;
  for (std::size_t i = 0; i < classes; ++i) {
    const double p = Count(reference, i) / m, q = Count(current, i) / n, apart = std::abs(q - p);
    const double some_p = p > 0 ? p : kInsteadOfZero, some_q = q > 0 ? q : kInsteadOfZero;
    distance.psi += (some_q - some_p) * std::log(some_q / some_p);
    divergence += (Divergence(p, (p + q) / 2) + Divergence(q, (p + q) / 2)) / 2;
    distance.total_variation += apart / 2;
    if (apart > distance.largest) {
      distance.largest = apart;
      distance.largest_class = i;
    }
  }
  distance.jensen_shannon = std::sqrt(std::max(0.0, divergence));
  if (classes > 1) {
    const double freedom = static_cast<double>(classes - 1);
    const double scale = (1 / n + 1 / m) * (design_effect > 1 && std::isfinite(design_effect) ? design_effect : 1);
    distance.psi_floor = ChiSquareQuantile(freedom, 0.95) * scale;
    distance.jensen_shannon_floor = std::sqrt(freedom * scale / 8);
  }
  return distance;
}

}  // namespace labelwatch
