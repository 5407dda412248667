#pragma once
// Ellipses of labeling tools, which become polygons.

#include <cmath>
#include <numbers>

#include "schema/shape_codec.h"

namespace labelwatch {

// Turned clockwise about its middle. 64 corners on it: less than 0.2 % of its area are lost.
inline Ring EllipseRing(double center_x, double center_y, double radius_x, double radius_y, double degrees) {
  constexpr int kCorners = 64;
  Ring ring;
  const double turn = degrees * std::numbers::pi / 180;
  for (int i = 0; i < kCorners; ++i) {
    const double angle = 2 * std::numbers::pi * i / kCorners;
    const double x = radius_x * std::cos(angle), y = radius_y * std::sin(angle);
    ring.xy.push_back(center_x + x * std::cos(turn) - y * std::sin(turn));
    ring.xy.push_back(center_y + x * std::sin(turn) + y * std::cos(turn));
  }
  return ring;
}

}  // namespace labelwatch
