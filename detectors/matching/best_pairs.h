#pragma once
// Pairs labels with predictions one to one so that the weights of the pairs add up to the most: exactly in each
// connected component of what may be paired, greedily where a component has more than 64 labels or predictions. So n
// objects cost at most n 64^2 steps of the assignment and the sorting of what may be paired.
//
//   BestPairs pairs;
//   for (const PossiblePair& pair : pairs.Find(possible, labels, predictions)) ...
//
// Memory is reused. Single-owner.

#include <cstdint>
#include <span>
#include <vector>

#include "detectors/matching/assignment.h"

namespace labelwatch {

struct PossiblePair {
  std::uint32_t label = 0, prediction = 0;
  double iou = 0, weight = 0;
  std::uint32_t component = 0;  // of BestPairs
};

class BestPairs {
 public:
  static constexpr std::size_t kLargestExact = 64;

  // Sorts `possible`. REQUIRES: weights above 0, numbers of labels and predictions below the counts, no pair twice.
  // Valid until the next call.
  std::span<const PossiblePair> Find(std::span<PossiblePair> possible, std::size_t labels, std::size_t predictions);

 private:
  void FindComponents(std::span<PossiblePair> possible, std::size_t labels, std::size_t predictions);
  std::uint32_t Root(std::uint32_t node);
  void PairComponent(std::span<PossiblePair> component);
  void PairExactly(std::span<const PossiblePair> component);
  void PairGreedily(std::span<PossiblePair> component);

  std::vector<PossiblePair> pairs_;
  std::vector<std::uint32_t> parent_;          // labels, then predictions
  std::vector<std::uint32_t> rows_, columns_;  // labels and predictions of a component, rising
  std::vector<double> costs_;
  std::vector<bool> row_taken_, column_taken_;
  Assignment assignment_;
};

}  // namespace labelwatch
