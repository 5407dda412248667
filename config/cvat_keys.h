#pragma once
// Keys of `cvat`: consumers/labeling/cvat/options.h.

#include <vector>

#include "config/key.h"

namespace labelwatch {

std::vector<Key> CvatKeys();

}  // namespace labelwatch
