#pragma once
// The key that says which labels are meant to be larger or smaller than their objects:
//
//   margins: {car: 0.1, person: -0.05}  # each side of a car's label lies a tenth of its size outside

#include "config/key.h"

namespace labelwatch {

Key ClassMarginsKey(std::string path, MarginsByClass& (*access)(Config&), std::string doc);

}  // namespace labelwatch
