#pragma once
// The key that says which classes contain others, or hold many of them:
//
//   groups: {vehicle: [car, bus], people: [person]}

#include "config/key.h"

namespace labelwatch {

Key ClassGroupsKey(std::string path, ClassGroupsByName& (*access)(Config&), std::string doc);

}  // namespace labelwatch
