#pragma once
// Frames without labels in which a model sees as much as in the others: they are not labeled yet rather than empty.
// Pure.

#include <cstddef>
#include <optional>

#include "detectors/health/input_sample.h"

namespace labelwatch {

struct EmptyFrames {
  std::size_t empty = 0, seen = 0;  // frames of the sample without labels; those in which the model sees something
};

// Nothing: there are few, or the model sees less in them than in the others, or is not right about the others either.
std::optional<EmptyFrames> FindUnlabeled(const SampledModel& model);

}  // namespace labelwatch
