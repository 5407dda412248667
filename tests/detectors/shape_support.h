#pragma once
// Shapes for tests: encoded in place, their bytes kept alive.

#include <deque>
#include <string>
#include <vector>

#include "schema/shape_codec.h"

namespace labelwatch {

class Shapes {
 public:
  Shape OfBox(const Box& box) { return {ShapeKind::kBox, box, {}}; }
  Shape Turned(const RotatedBox& box) { return EncodeRotatedBox(box, texts_.emplace_back()); }
  Shape Polygon(const std::vector<Ring>& rings) { return EncodePolygon(rings, texts_.emplace_back()); }
  Shape OfMask(std::uint32_t width, std::uint32_t height, const std::vector<std::uint32_t>& counts) {
    return EncodeMask(Mask{width, height, counts}, texts_.emplace_back());
  }
  // A rectangle as a polygon.
  Shape Rectangle(const Box& box) { return Polygon({RectangleRing(box)}); }
  static Ring RectangleRing(const Box& box, bool hole = false) {
    return {{box.x_min, box.y_min, box.x_max, box.y_min, box.x_max, box.y_max, box.x_min, box.y_max}, hole};
  }

 private:
  std::deque<std::string> texts_;
};

}  // namespace labelwatch
