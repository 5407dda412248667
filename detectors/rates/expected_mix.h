#pragma once
// Which mix of labels fits a mix of predictions, if labels mean what they meant and the model does what it did.
//
// With C_ij the share of reference objects that were predicted i and labeled j, p_j their labels' shares, and mu the
// mix of predictions now: C w = mu, expected labels w_j p_j. [black-box shift estimation, Lipton et al. 2018] Negative
// ones are chance and become 0; the rest is scaled to 1. Where C can hardly be inverted, predictions do not tell the
// classes apart and nothing can be said. Immutable functions; cubic in the number of classes.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace labelwatch {

// Predicted i, labeled j at i * classes + j.
struct JointCounts {
  std::size_t classes = 0;
  std::vector<double> counts;
};

// Solves a x = b, both in full, with row exchange; nothing if a pivot is below 1e-6 of the largest entry of its matrix.
// REQUIRES: a holds b.size()^2 numbers.
std::optional<std::vector<double>> Solve(std::vector<double> a, std::vector<double> b);

// Shares. Nothing also where there are no counts. REQUIRES: joint.counts holds classes^2 numbers that are at least 0,
// predictions holds classes.
std::optional<std::vector<double>> ExpectedLabels(const JointCounts& joint, std::span<const double> predictions);

}  // namespace labelwatch
