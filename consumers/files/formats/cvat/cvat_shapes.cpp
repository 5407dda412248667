#include "consumers/files/formats/cvat/cvat_shapes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "consumers/files/dataset/ellipse_ring.h"
#include "consumers/files/dataset/mask_rows.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

Result<std::vector<double>> Numbers(const XmlElement& element, const std::array<std::string_view, 4>& names) {
  std::vector<double> numbers;
  for (const std::string_view name : names) {
    if (element[name].empty()) return BadInput("it has no " + std::string(name));
    numbers.push_back(NumberOf(element[name]));
  }
  const std::string_view rotation = element["rotation"];
  numbers.push_back(rotation.empty() ? 0 : NumberOf(rotation));
  return numbers;
}

// "x,y;x,y;..."
Result<std::vector<double>> PointList(std::string_view text) {
  std::vector<double> numbers;
  while (!text.empty()) {
    const std::string_view point = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(text.size(), point.size() + 1));
    const std::size_t comma = point.find(',');
    if (comma == std::string_view::npos) return BadInput("its points are not x,y;x,y;...");
    numbers.push_back(NumberOf(point.substr(0, comma)));
    numbers.push_back(NumberOf(point.substr(comma + 1)));
  }
  return numbers;
}

Result<std::vector<double>> Points(std::string_view text) {
  auto numbers = PointList(text);
  if (numbers && numbers->size() < 6) return BadInput("it has fewer than three points");
  return numbers;
}

Result<std::uint32_t> Whole(const XmlElement& element, std::string_view name) {
  const double number = NumberOf(element[name]);
  if (!(number >= 0 && number <= 0xFFFFFFFFu) || number != std::floor(number)) {
    return BadInput("its " + std::string(name) + " is not a count of pixels");
  }
  return static_cast<std::uint32_t>(number);
}

Result<std::string> ReadMask(const XmlElement& element, std::uint32_t width, std::uint32_t height) {
  if (width == 0 || height == 0) return BadInput("it is a mask, and the size of the picture is not said");
  MaskRows crop;
  const std::array<std::pair<std::string_view, std::uint32_t*>, 4> sides = {
      {{"left", &crop.left}, {"top", &crop.top}, {"width", &crop.width}, {"height", &crop.height}}};
  for (const auto& [name, side] : sides) {
    const auto number = Whole(element, name);
    if (!number) return tl::unexpected<Error>(number.error());
    *side = *number;
  }
  std::vector<std::uint32_t> runs;
  for (std::string_view text = element["rle"]; !text.empty();) {
    const std::string_view run = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), run.size() + 1));
    const double number = NumberOf(run);
    if (!(number >= 0 && number <= 0xFFFFFFFFu)) return BadInput("its rle is not a list of counts");
    runs.push_back(static_cast<std::uint32_t>(number));
  }
  const auto rows = RowsFromCvat(runs, std::move(crop));
  if (!rows) return tl::unexpected<Error>(rows.error());
  const auto mask = MaskFromRows(*rows, width, height);
  if (!mask) return tl::unexpected<Error>(mask.error());
  std::string encoded;
  EncodeMask(*mask, encoded);
  return encoded;
}

Shape Appended(Shape shape, const std::string& out, std::size_t start) {
  shape.encoded = std::string_view(out).substr(start);
  return shape;
}

}  // namespace

bool IsCvatShape(std::string_view element) {
  return element == "box" || element == "polygon" || element == "ellipse" || element == "mask";
}
bool IsOtherShape(std::string_view element) {
  return element == "polyline" || element == "points" || element == "cuboid" || element == "skeleton";
}

std::optional<Box> ExtentOfCvatShape(const XmlElement& element) {
  std::vector<double> xy;
  if (element.Name() == "cuboid") {
    // Front and back, left and right, top and bottom.
    for (const char* corner : {"tl1", "bl1", "tr1", "br1", "tl2", "bl2", "tr2", "br2"}) {
      for (const char* axis : {"x", "y"}) xy.push_back(NumberOf(element[std::string(axis) + corner]));
    }
  } else if (auto points = PointList(element["points"])) {
    xy = std::move(*points);
  }
  std::optional<Box> extent;
  for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
    if (!std::isfinite(xy[i]) || !std::isfinite(xy[i + 1])) continue;
    const Box point{xy[i], xy[i + 1], xy[i], xy[i + 1]};
    extent = extent ? Around(*extent, point) : point;
  }
  return extent;
}

Box Around(const Box& a, const Box& b) {
  return {std::min(a.x_min, b.x_min), std::min(a.y_min, b.y_min), std::max(a.x_max, b.x_max),
          std::max(a.y_max, b.y_max)};
}

Result<CvatShape> ReadCvatShape(const XmlElement& element, std::uint32_t width, std::uint32_t height) {
  CvatShape shape;
  Result<std::vector<double>> numbers;
  if (element.Name() == "mask") {
    shape.kind = CvatShape::Kind::kMask;
    auto mask = ReadMask(element, width, height);
    if (!mask) return tl::unexpected<Error>(mask.error());
    shape.mask = std::move(*mask);
    return shape;
  }
  if (element.Name() == "polygon") {
    shape.kind = CvatShape::Kind::kPolygon;
    numbers = Points(element["points"]);
  } else if (element.Name() == "ellipse") {
    shape.kind = CvatShape::Kind::kEllipse;
    numbers = Numbers(element, {"cx", "cy", "rx", "ry"});
  } else {
    numbers = Numbers(element, {"xtl", "ytl", "xbr", "ybr"});
  }
  if (!numbers) return tl::unexpected<Error>(numbers.error());
  shape.numbers = std::move(*numbers);
  return shape;
}

Shape ToShape(const CvatShape& shape, std::string& out) {
  const std::size_t start = out.size();
  const std::vector<double>& n = shape.numbers;
  switch (shape.kind) {
    case CvatShape::Kind::kMask:
      out += shape.mask;
      return {ShapeKind::kMask, Bounds(ShapeKind::kMask, shape.mask).value_or(Box{}),
              std::string_view(out).substr(start)};
    case CvatShape::Kind::kPolygon: {
      const Ring ring{n, false};
      return Appended(EncodePolygon({&ring, 1}, out), out, start);
    }
    case CvatShape::Kind::kEllipse: {
      const Ring ring = EllipseRing(n[0], n[1], n[2], n[3], n[4]);
      return Appended(EncodePolygon({&ring, 1}, out), out, start);
    }
    case CvatShape::Kind::kBox:
      break;
  }
  if (n[4] == 0) return {ShapeKind::kBox, {n[0], n[1], n[2], n[3]}, {}};
  const RotatedBox box{(n[0] + n[2]) / 2, (n[1] + n[3]) / 2, n[2] - n[0], n[3] - n[1], n[4]};
  return Appended(EncodeRotatedBox(box, out), out, start);
}

CvatShape Between(const CvatShape& from, const CvatShape& to, double part) {
  if (from.kind != to.kind || from.numbers.size() != to.numbers.size()) return from;
  CvatShape shape = from;
  for (std::size_t i = 0; i < shape.numbers.size(); ++i) {
    shape.numbers[i] += (to.numbers[i] - shape.numbers[i]) * part;
  }
  return shape;
}

}  // namespace labelwatch
