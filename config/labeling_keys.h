#pragma once
// The keys of asking people to look at frames.

#include <vector>

#include "config/key.h"

namespace labelwatch {

std::vector<Key> LabelingKeys();

}  // namespace labelwatch
