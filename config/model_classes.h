#pragma once
// The key that says what a model calls the classes of the labels:
//
//   models:
//     yolo:
//       classes: {automobile: car, van: car, kite: ~}  # the model's: the labels'; ~ leaves its predictions out
//       unknown: [stroller]                            # classes of the labels that the model does not know

#include "config/key.h"

namespace labelwatch {

Key ModelClassesKey(std::string path, ModelClassesByName& (*access)(Config&), std::string doc);

}  // namespace labelwatch
