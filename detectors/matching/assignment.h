#pragma once
// Optimal assignment: pairs rows with columns so that the sum of costs is smallest (shortest augmenting paths with
// potentials; Jonker and Volgenant 1987). O(rows^2 x columns) for rows <= columns.
//
//   Assignment assignment;
//   for (std::int32_t column : assignment.Solve(costs, rows, columns)) ...  // column of row 0, row 1, ...
//
// Memory is reused. Single-owner.

#include <cstdint>
#include <span>
#include <vector>

namespace labelwatch {

class Assignment {
 public:
  // The column of each row; -1 where there are more rows than columns and the row is left over. Every row or every
  // column is paired. `costs` row by row. REQUIRES: rows * columns finite costs. Valid until the next call.
  std::span<const std::int32_t> Solve(std::span<const double> costs, std::size_t rows, std::size_t columns);

 private:
  void Augment(std::size_t row, std::size_t columns);
  double Cost(std::size_t row, std::size_t column) const {
    return transposed_ ? costs_[column * stride_ + row] : costs_[row * stride_ + column];
  }

  std::span<const double> costs_;
  std::size_t stride_ = 0;
  bool transposed_ = false;
  std::vector<double> row_potential_, column_potential_, distance_;
  std::vector<std::int32_t> row_of_, previous_, result_;  // by column; of which path; of the caller
  std::vector<bool> visited_;
};

}  // namespace labelwatch
