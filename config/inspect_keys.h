#pragma once
// The keys of judging a frame: by itself, by the frames before it, and how that is learned.

#include <vector>

#include "config/key.h"

namespace labelwatch {

// Each in the order of the shipped file.
std::vector<Key> InspectKeys();
std::vector<Key> TrackKeys();
std::vector<Key> LearningKeys();

}  // namespace labelwatch
