#pragma once
// Shapes as CVAT XML writes them.

#include <optional>
#include <string>
#include <vector>

#include "consumers/files/text/xml_events.h"
#include "schema/result.h"
#include "schema/shapes.h"

namespace labelwatch {

// A shape before it is put into a message, so that key frames can be interpolated.
struct CvatShape {
  enum class Kind { kBox, kPolygon, kEllipse, kMask } kind = Kind::kBox;
  std::vector<double>
      numbers;       // box: xtl, ytl, xbr, ybr, rotation; ellipse: cx, cy, rx, ry, rotation; polygon: x, y, ...
  std::string mask;  // encoded
};

bool IsCvatShape(std::string_view element);   // one that is read
bool IsOtherShape(std::string_view element);  // one of which only the extent is

// `width`, `height`: of the picture, for masks. An error is a clause.
Result<CvatShape> ReadCvatShape(const XmlElement& element, std::uint32_t width, std::uint32_t height);

// The box around what is no area: the corners of a cuboid, points and lines. Nothing: it has no extent, or does not
// say.
Box Around(const Box& a, const Box& b);  // the smallest box around both
std::optional<Box> ExtentOfCvatShape(const XmlElement& element);

// The encoded form goes to the end of `out`, which the shape views.
Shape ToShape(const CvatShape& shape, std::string& out);

// The shape at `part` (0..1) of the way from one to the other; `from` where they cannot be mixed.
CvatShape Between(const CvatShape& from, const CvatShape& to, double part);

}  // namespace labelwatch
