#include "consumers/files/formats/label_studio/label_studio_shapes.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "consumers/files/dataset/ellipse_ring.h"
#include "consumers/files/dataset/mask_rows.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

Shape Rectangle(JsonValue value, std::uint32_t width, std::uint32_t height, std::string& encoded) {
  return ShapeOfPercent({value["x"].Number(), value["y"].Number(), value["width"].Number(), value["height"].Number(),
                         value["rotation"].IsMissing() ? 0 : value["rotation"].Number()},
                        width, height, encoded);
}

Result<Shape> Polygon(JsonValue value, double width, double height, std::string& encoded) {
  Ring ring;
  bool good = true;
  value["points"].ForElements([&](JsonValue point) {
    double xy[2] = {0, 0};
    std::size_t n = 0;
    good = good && point.Size() == 2;
    if (!good) return;
    point.ForElements([&](JsonValue number) { xy[n++] = number.Number(); });
    ring.xy.push_back(xy[0] * width / 100);
    ring.xy.push_back(xy[1] * height / 100);
  });
  if (!good || ring.xy.size() < 6) return BadInput("its points are not three or more pairs");
  return EncodePolygon({&ring, 1}, encoded);
}

Result<Shape> Brush(JsonValue value, std::uint32_t width, std::uint32_t height, std::string& encoded) {
  std::vector<std::uint8_t> bytes;
  bool good = true;
  value["rle"].ForElements([&](JsonValue byte) {
    const double number = byte.Number();
    good = good && number >= 0 && number <= 255;
    bytes.push_back(good ? static_cast<std::uint8_t>(number) : 0);
  });
  if (!good) return BadInput("its rle is not a list of bytes");
  const auto rows = RowsFromLabelStudio(bytes, width, height);
  if (!rows) return tl::unexpected<Error>(rows.error());
  const auto mask = MaskFromRows(*rows, width, height);
  if (!mask) return tl::unexpected<Error>(mask.error());
  return EncodeMask(*mask, encoded);
}

Shape Ellipse(JsonValue value, double width, double height, std::string& encoded) {
  const double degrees = value["rotation"].IsMissing() ? 0 : value["rotation"].Number();
  const Ring ring =
      EllipseRing(value["x"].Number() * width / 100, value["y"].Number() * height / 100,
                  value["radiusX"].Number() * width / 100, value["radiusY"].Number() * height / 100, degrees);
  return EncodePolygon({&ring, 1}, encoded);
}

}  // namespace

LabelStudioRegion RegionOf(std::string_view type, JsonValue value) {
  if (type == "rectanglelabels") return LabelStudioRegion::kRectangle;
  if (type == "polygonlabels") return LabelStudioRegion::kPolygon;
  if (type == "brushlabels") return LabelStudioRegion::kBrush;
  if (type == "ellipselabels") return LabelStudioRegion::kEllipse;
  if (type != "labels") return LabelStudioRegion::kNone;
  if (value["points"].IsArray()) return LabelStudioRegion::kPolygon;
  if (value["rle"].IsArray()) return LabelStudioRegion::kBrush;
  if (value["radiusX"].HoldsNumber()) return LabelStudioRegion::kEllipse;
  return value["height"].HoldsNumber() ? LabelStudioRegion::kRectangle : LabelStudioRegion::kNone;
}

bool IsOutlineAlone(std::string_view type) {
  return type == "rectangle" || type == "polygon" || type == "brush" || type == "ellipse";
}

std::uint32_t LabelStudioPixels(JsonValue value) {
  const double number = value.Number();
  return number >= 1 && number <= 1 << 20 ? static_cast<std::uint32_t>(number) : 0;
}

Result<Shape> ReadLabelStudioShape(LabelStudioRegion region, JsonValue value, std::uint32_t width, std::uint32_t height,
                                   std::string& encoded) {
  if (region == LabelStudioRegion::kRectangle) return Rectangle(value, width, height, encoded);
  if (region == LabelStudioRegion::kPolygon) return Polygon(value, width, height, encoded);
  if (region == LabelStudioRegion::kEllipse) return Ellipse(value, width, height, encoded);
  return Brush(value, width, height, encoded);
}

// x and y are the corner that was the top left one before the region was turned about it, clockwise.
Shape ShapeOfPercent(const PercentBox& box, std::uint32_t width, std::uint32_t height, std::string& encoded) {
  const double x = box.x * width / 100, y = box.y * height / 100;
  const double w = box.width * width / 100, h = box.height * height / 100;
  if (box.rotation == 0) return {ShapeKind::kBox, {x, y, x + w, y + h}, {}};
  const double turn = box.rotation * std::numbers::pi / 180, c = std::cos(turn), s = std::sin(turn);
  return EncodeRotatedBox({x + (w * c - h * s) / 2, y + (w * s + h * c) / 2, w, h, box.rotation}, encoded);
}

std::string LabelStudioAnswer(std::string_view type, JsonValue value) {
  const JsonValue said = type == "textarea" ? value["text"] : value[type];
  std::string answer(said.Text());
  said.ForElements([&](JsonValue each) {
    std::string one(each.Text());
    each.ForElements([&](JsonValue step) {
      if (!one.empty()) one += '/';
      one += step.Text();
    });
    if (!answer.empty() && !one.empty()) answer += ", ";
    answer += one;
  });
  return answer;
}

}  // namespace labelwatch
