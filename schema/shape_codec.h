#pragma once
// The exact form of shapes, encoded and decoded on demand (Shape::encoded), and their bounds.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "schema/shapes.h"

namespace labelwatch {

struct RotatedBox {
  double center_x = 0, center_y = 0, width = 0, height = 0, rotation_degrees = 0;
};
struct Ring {
  std::vector<double> xy;  // x0, y0, x1, y1, ...
  bool hole = false;
};
struct Mask {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint32_t> counts;  // COCO order: column-major, background first; sums to width * height
};

// Each appends the encoded shape to `out` and returns a Shape whose view is valid while `out` is not changed.
Shape EncodeRotatedBox(const RotatedBox& box, std::string& out);
Shape EncodePolygon(std::span<const Ring> rings, std::string& out);
Shape EncodeMask(const Mask& mask, std::string& out);

// Nothing: the bytes are not such a shape.
tl::expected<RotatedBox, std::string> DecodeRotatedBox(std::string_view encoded);
tl::expected<std::vector<Ring>, std::string> DecodePolygon(std::string_view encoded);
tl::expected<Mask, std::string> DecodeMask(std::string_view encoded);

// Axis-aligned bounds in pixels, half-open; an empty box where the shape is empty or broken (runs that overflow
// included); nothing where the bytes are not such a shape.
std::optional<Box> Bounds(ShapeKind kind, std::string_view encoded);

// The compressed string form of COCO run lengths (6 bits a character, differences to the run two before).
tl::expected<std::vector<std::uint32_t>, std::string> RunsFromCocoString(std::string_view text);
std::string CocoStringFromRuns(std::span<const std::uint32_t> runs);

}  // namespace labelwatch
