#include "detectors/matching/assignment.h"

#include <algorithm>
#include <limits>

namespace labelwatch {

std::span<const std::int32_t> Assignment::Solve(std::span<const double> costs, std::size_t rows, std::size_t columns) {
  costs_ = costs;
  stride_ = columns;
  transposed_ = rows > columns;  // the shorter side is paired completely
  const std::size_t paired = std::min(rows, columns), others = std::max(rows, columns);
  row_potential_.assign(paired, 0.0);
  column_potential_.assign(others, 0.0);
  row_of_.assign(others, -1);
  for (std::size_t row = 0; row < paired; ++row) Augment(row, others);

  result_.assign(rows, -1);
  for (std::size_t column = 0; column < others; ++column) {
    if (row_of_[column] < 0) continue;
    const auto row = static_cast<std::size_t>(row_of_[column]);
    if (transposed_) {
      result_[column] = static_cast<std::int32_t>(row);
    } else {
      result_[row] = static_cast<std::int32_t>(column);
    }
  }
  return result_;
}

// Pairs one more row: the cheapest path from it over paired columns to a free one (Dijkstra on reduced costs, which
// the potentials keep >= 0), along which pairs are exchanged.
void Assignment::Augment(std::size_t row, std::size_t columns) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  distance_.assign(columns, kFar);
  previous_.assign(columns, -1);
  visited_.assign(columns, false);
  std::size_t current = row, column = 0;
  std::int32_t came_from = -1;  // the column whose pair `current` is
  double reached = 0;
  for (;;) {
    double nearest = kFar;
    for (std::size_t j = 0; j < columns; ++j) {
      if (visited_[j]) continue;
      const double distance = reached + Cost(current, j) - row_potential_[current] - column_potential_[j];
      if (distance < distance_[j]) {
        distance_[j] = distance;
        previous_[j] = came_from;
      }
      if (distance_[j] < nearest) {
        nearest = distance_[j];
        column = j;
      }
    }
    reached = nearest;
    visited_[column] = true;
    if (row_of_[column] < 0) break;
    came_from = static_cast<std::int32_t>(column);
    current = static_cast<std::size_t>(row_of_[column]);
  }

  row_potential_[row] += reached;
  for (std::size_t j = 0; j < columns; ++j) {
    if (!visited_[j] || row_of_[j] < 0) continue;
    row_potential_[static_cast<std::size_t>(row_of_[j])] += reached - distance_[j];
    column_potential_[j] -= reached - distance_[j];
  }
  for (std::int32_t at = static_cast<std::int32_t>(column); at >= 0;) {
    const std::int32_t before = previous_[static_cast<std::size_t>(at)];
    row_of_[static_cast<std::size_t>(at)] =
        before >= 0 ? row_of_[static_cast<std::size_t>(before)] : static_cast<std::int32_t>(row);
    at = before;
  }
}

}  // namespace labelwatch
