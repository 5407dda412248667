#include "detectors/rates/expected_mix.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace labelwatch {
namespace {

double Sum(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

}  // namespace

std::optional<std::vector<double>> Solve(std::vector<double> a, std::vector<double> b) {
  const std::size_t n = b.size();
  double largest = 0;
  for (const double entry : a) largest = std::max(largest, std::abs(entry));
  for (std::size_t column = 0; column < n; ++column) {
    std::size_t pivot = column;
    for (std::size_t row = column + 1; row < n; ++row) {
      if (std::abs(a[row * n + column]) > std::abs(a[pivot * n + column])) pivot = row;
    }
    if (!(std::abs(a[pivot * n + column]) > 1e-6 * largest)) return std::nullopt;
    if (pivot != column) {
      for (std::size_t i = 0; i < n; ++i) std::swap(a[pivot * n + i], a[column * n + i]);
      std::swap(b[pivot], b[column]);
    }
    for (std::size_t row = column + 1; row < n; ++row) {
      const double factor = a[row * n + column] / a[column * n + column];
      for (std::size_t i = column; i < n; ++i) a[row * n + i] -= factor * a[column * n + i];
      b[row] -= factor * b[column];
    }
  }
  for (std::size_t row = n; row-- > 0;) {
    for (std::size_t i = row + 1; i < n; ++i) b[row] -= a[row * n + i] * b[i];
    b[row] /= a[row * n + row];
  }
  return b;
}

std::optional<std::vector<double>> ExpectedLabels(const JointCounts& joint, std::span<const double> predictions) {
  const std::size_t n = joint.classes;
  const double all = Sum(joint.counts), now = Sum(predictions);
  if (!(all > 0 && now > 0 && std::isfinite(all) && std::isfinite(now))) return std::nullopt;
  // Columns divided by their labels' share: the unknowns are w_j p_j, and a rare class is no small pivot for being
  // rare.
  std::vector<double> given_label(joint.counts), mu(predictions.begin(), predictions.end());
  for (std::size_t j = 0; j < n; ++j) {
    double labeled = 0;
    for (std::size_t i = 0; i < n; ++i) labeled += joint.counts[i * n + j];
    if (!(labeled > 0)) return std::nullopt;
    for (std::size_t i = 0; i < n; ++i) given_label[i * n + j] /= labeled;
  }
  for (double& share : mu) share /= now;
  auto expected = Solve(std::move(given_label), std::move(mu));
  if (!expected) return std::nullopt;
  for (double& share : *expected) share = std::max(0.0, share);
  const double total = Sum(*expected);
  if (!(total > 0 && std::isfinite(total))) return std::nullopt;
  for (double& share : *expected) share /= total;
  return expected;
}

}  // namespace labelwatch
