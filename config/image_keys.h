#pragma once
// The keys of judging pictures.

#include <vector>

#include "config/key.h"

namespace labelwatch {

std::vector<Key> ImageKeys();  // in the order of the shipped file

}  // namespace labelwatch
