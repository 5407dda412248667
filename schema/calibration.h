#pragma once
// What rates has learned, as detectors use it: an immutable, versioned snapshot.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/finding.h"

namespace labelwatch {

struct Calibration {
  std::uint64_t version = 0;  // rises with each step
};

}  // namespace labelwatch
