#include "detectors/matching/best_pairs.h"

#include <algorithm>
#include <numeric>

namespace labelwatch {
namespace {

void SortUnique(std::vector<std::uint32_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::size_t PositionOf(const std::vector<std::uint32_t>& sorted, std::uint32_t value) {
  return static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin());
}

}  // namespace

std::span<const PossiblePair> BestPairs::Find(std::span<PossiblePair> possible, std::size_t labels,
                                              std::size_t predictions) {
  pairs_.clear();
  FindComponents(possible, labels, predictions);
  for (std::size_t from = 0, to = 0; from < possible.size(); from = to) {
    while (to < possible.size() && possible[to].component == possible[from].component) ++to;
    PairComponent(possible.subspan(from, to - from));
  }
  return pairs_;
}

// Leaves the pairs of a component side by side, by label and prediction.
void BestPairs::FindComponents(std::span<PossiblePair> possible, std::size_t labels, std::size_t predictions) {
  parent_.resize(labels + predictions);
  std::iota(parent_.begin(), parent_.end(), 0U);
  const auto first_prediction = static_cast<std::uint32_t>(labels);
  for (const PossiblePair& pair : possible) parent_[Root(pair.label)] = Root(first_prediction + pair.prediction);
  for (PossiblePair& pair : possible) pair.component = Root(pair.label);
  std::sort(possible.begin(), possible.end(), [](const PossiblePair& a, const PossiblePair& b) {
    if (a.component != b.component) return a.component < b.component;
    if (a.label != b.label) return a.label < b.label;
    return a.prediction < b.prediction;
  });
}

std::uint32_t BestPairs::Root(std::uint32_t node) {
  while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
  return node;
}

void BestPairs::PairComponent(std::span<PossiblePair> component) {
  if (component.size() == 1) {
    pairs_.push_back(component[0]);
    return;
  }
  rows_.clear();
  columns_.clear();
  for (const PossiblePair& pair : component) {
    rows_.push_back(pair.label);
    columns_.push_back(pair.prediction);
  }
  SortUnique(rows_);
  SortUnique(columns_);
  if (rows_.size() > kLargestExact || columns_.size() > kLargestExact) {
    PairGreedily(component);
  } else {
    PairExactly(component);
  }
}

// What may not be paired costs nothing and gains nothing: it stands for "both stay alone".
void BestPairs::PairExactly(std::span<const PossiblePair> component) {
  costs_.assign(rows_.size() * columns_.size(), 0.0);
  for (const PossiblePair& pair : component) {
    costs_[PositionOf(rows_, pair.label) * columns_.size() + PositionOf(columns_, pair.prediction)] = -pair.weight;
  }
  const auto column_of = assignment_.Solve(costs_, rows_.size(), columns_.size());
  for (const PossiblePair& pair : component) {
    const std::int32_t column = column_of[PositionOf(rows_, pair.label)];
    if (column >= 0 && columns_[static_cast<std::size_t>(column)] == pair.prediction) pairs_.push_back(pair);
  }
}

void BestPairs::PairGreedily(std::span<PossiblePair> component) {
  row_taken_.assign(rows_.size(), false);
  column_taken_.assign(columns_.size(), false);
  // Of equal weights the first label, then the first prediction.
  std::stable_sort(component.begin(), component.end(),
                   [](const PossiblePair& a, const PossiblePair& b) { return a.weight > b.weight; });
  for (const PossiblePair& pair : component) {
    const std::size_t row = PositionOf(rows_, pair.label), column = PositionOf(columns_, pair.prediction);
    if (row_taken_[row] || column_taken_[column]) continue;
    row_taken_[row] = column_taken_[column] = true;
    pairs_.push_back(pair);
  }
}

}  // namespace labelwatch
