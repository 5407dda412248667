#pragma once
// What two turned boxes share, exactly: one is clipped at each side of the other (Sutherland and Hodgman 1974).
//
//   double shared = SharedArea(CornersOf(rotated), CornersOf(box));
//
// Pure functions of values.

#include <array>

#include "schema/shape_codec.h"
#include "schema/shapes.h"

namespace labelwatch {

struct Point {
  double x = 0, y = 0;
};
using Corners = std::array<Point, 4>;  // clockwise on the screen

Corners CornersOf(const Box& box);
Corners CornersOf(const RotatedBox& box);

// In square pixels. REQUIRES: finite corners of boxes.
double SharedArea(const Corners& a, const Corners& b);

}  // namespace labelwatch
