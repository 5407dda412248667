#pragma once
// The pool of earlier labels that are planted to learn what a spurious label looks like.

#include <cstdint>

#include "schema/calibration.h"
#include "schema/tally.h"

namespace labelwatch {

// The first kPooledLabels labels stay until later ones take a random place each. Which place follows from `seed` and
// the number of labels offered before.
void OfferLabels(const StreamSums& sums, std::uint64_t seed, LabelPool& pool);

}  // namespace labelwatch
