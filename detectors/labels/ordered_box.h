#pragma once
// A box whose corners may stand the other way round: somebody drew it from the lower right.

#include <algorithm>

#include "schema/shapes.h"

namespace labelwatch {

// The box between the same two corners.
inline Box Ordered(const Box& box) {
  return {std::min(box.x_min, box.x_max), std::min(box.y_min, box.y_max), std::max(box.x_min, box.x_max),
          std::max(box.y_min, box.y_max)};
}

}  // namespace labelwatch
