#pragma once
// The keys of the bridge to Label Studio.

#include <vector>

#include "config/key.h"

namespace labelwatch {

std::vector<Key> LabelStudioKeys();

}  // namespace labelwatch
