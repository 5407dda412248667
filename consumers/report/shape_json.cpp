#include "consumers/report/shape_json.h"

#include <cmath>
#include <span>
#include <vector>

#include "detectors/matching/convex_overlap.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostNumbers = 20'000;
constexpr std::uint32_t kMostSide = 8192;  // pixels of a mask

void PutRing(JsonWriter& json, std::span<const double> xy) {
  json.OpenList();
  for (const double number : xy) json.Real(std::isfinite(number) ? number : 0);
  json.CloseList();
}

void PutTurned(JsonWriter& json, const Shape& shape) {
  const auto box = DecodeRotatedBox(shape.encoded);
  if (!box) return;
  std::vector<double> xy;
  for (const Point& corner : CornersOf(*box)) xy.insert(xy.end(), {corner.x, corner.y});
  json.Key("rings").OpenList();
  PutRing(json, xy);
  json.CloseList();
}

void PutPolygon(JsonWriter& json, const Shape& shape) {
  const auto rings = DecodePolygon(shape.encoded);
  if (!rings) return;
  std::size_t numbers = 0;
  for (const Ring& ring : *rings) numbers += ring.xy.size();
  if (numbers > kMostNumbers) return;
  json.Key("rings").OpenList();
  for (const Ring& ring : *rings) PutRing(json, ring.xy);
  json.CloseList();
}

void PutMask(JsonWriter& json, const Shape& shape) {
  const auto mask = DecodeMask(shape.encoded);
  if (!mask || mask->counts.size() > kMostNumbers || mask->width > kMostSide || mask->height > kMostSide) return;
  json.Key("mask").OpenObject();
  json.Key("width").Whole(mask->width);
  json.Key("height").Whole(mask->height);
  json.Key("counts").OpenList();
  for (const std::uint32_t count : mask->counts) json.Whole(count);
  json.CloseList();
  json.CloseObject();
}

}  // namespace

void PutBox(JsonWriter& json, const char* key, const Box& box) {
  if (!box.Finite()) return;
  json.Key(key).OpenList();
  for (const double side : {box.x_min, box.y_min, box.x_max, box.y_max}) json.Real(side);
  json.CloseList();
}

void PutShape(JsonWriter& json, const Shape& shape) {
  PutBox(json, "box", shape.bounds);
  switch (shape.kind) {
    case ShapeKind::kNone:
    case ShapeKind::kBox:
      return;
    case ShapeKind::kRotatedBox:
      return PutTurned(json, shape);
    case ShapeKind::kPolygon:
      return PutPolygon(json, shape);
    case ShapeKind::kMask:
      return PutMask(json, shape);
  }
}

}  // namespace labelwatch
