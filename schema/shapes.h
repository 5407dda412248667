#pragma once
// Shapes in continuous pixels: x right, y down, boxes half-open [x_min, x_max) x [y_min, y_max).

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace labelwatch {

struct Box {
  double x_min = 0, y_min = 0, x_max = 0, y_max = 0;

  double Width() const { return x_max - x_min; }
  double Height() const { return y_max - y_min; }
  double Area() const { return Width() * Height(); }
  bool Finite() const {
    return std::isfinite(x_min) && std::isfinite(y_min) && std::isfinite(x_max) && std::isfinite(y_max);
  }
  bool Empty() const { return !(x_max > x_min && y_max > y_min); }  // NaN counts as empty
  friend bool operator==(const Box&, const Box&) = default;
};

enum class ShapeKind : std::uint8_t { kNone, kBox, kRotatedBox, kPolygon, kMask };

// The bounds of any shape, and its exact form kept encoded: only few frames ever need it.
struct Shape {
  ShapeKind kind = ShapeKind::kNone;
  Box bounds;                // axis-aligned; exact for kBox
  std::string_view encoded;  // protobuf bytes of RotatedBox, Polygon or Mask; empty for kBox and kNone
};

}  // namespace labelwatch
