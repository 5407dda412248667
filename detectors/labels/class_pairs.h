#pragma once
// Counts of pairs of classes, sorted by (predicted, labeled): how what was seen is added, and what is forgotten.

#include <cstddef>
#include <vector>

#include "schema/calibration.h"

namespace labelwatch {

// The order of the pairs in a calibration.
inline bool BeforePair(const ConfusionCount& a, const ConfusionCount& b) {
  return a.predicted != b.predicted ? a.predicted < b.predicted : a.labeled < b.labeled;
}

// Adds what was seen, in any order; each pair once afterwards, at most `most`: the rarest are forgotten first.
void AddPairs(std::vector<ConfusionCount> seen, std::size_t most, std::vector<ConfusionCount>& pairs);

}  // namespace labelwatch
