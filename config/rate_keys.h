#pragma once
// The keys of following rates.

#include <vector>

#include "config/key.h"

namespace labelwatch {

std::vector<Key> RateKeys();  // in the order of the shipped file

}  // namespace labelwatch
