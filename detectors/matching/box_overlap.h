#pragma once
// How much two boxes overlap. Empty boxes overlap nothing; no result is NaN for finite boxes.

#include <algorithm>

#include "schema/shapes.h"

namespace labelwatch {

inline double Intersection(const Box& a, const Box& b) {
  const double width = std::min(a.x_max, b.x_max) - std::max(a.x_min, b.x_min);
  const double height = std::min(a.y_max, b.y_max) - std::max(a.y_min, b.y_min);
  return width > 0 && height > 0 ? width * height : 0.0;
}

// Intersection over union, 0..1.
inline double IoU(const Box& a, const Box& b) {
  const double shared = Intersection(a, b);
  return shared > 0 ? shared / (a.Area() + b.Area() - shared) : 0.0;
}

// The share of `box` that lies in `region`, 0..1: how a crowd or ignore region explains a prediction.
inline double ShareInside(const Box& box, const Box& region) {
  const double shared = Intersection(box, region);
  return shared > 0 ? shared / box.Area() : 0.0;
}

}  // namespace labelwatch
