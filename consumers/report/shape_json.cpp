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

void PutRing(ReportJson& json, std::span<const double> xy) {
  json.StartArray();
  for (const double number : xy) json.Double(std::isfinite(number) ? number : 0);
  json.EndArray();
}

void PutTurned(ReportJson& json, const Shape& shape) {
  const auto box = DecodeRotatedBox(shape.encoded);
  if (!box) return;
  std::vector<double> xy;
  for (const Point& corner : CornersOf(*box)) xy.insert(xy.end(), {corner.x, corner.y});
  json.Key("rings");
  json.StartArray();
  PutRing(json, xy);
  json.EndArray();
}

void PutPolygon(ReportJson& json, const Shape& shape) {
  const auto rings = DecodePolygon(shape.encoded);
  if (!rings) return;
  std::size_t numbers = 0;
  for (const Ring& ring : *rings) numbers += ring.xy.size();
  if (numbers > kMostNumbers) return;
  json.Key("rings");
  json.StartArray();
  for (const Ring& ring : *rings) PutRing(json, ring.xy);
  json.EndArray();
}

void PutMask(ReportJson& json, const Shape& shape) {
  const auto mask = DecodeMask(shape.encoded);
  if (!mask || mask->counts.size() > kMostNumbers || mask->width > kMostSide || mask->height > kMostSide) return;
  json.Key("mask");
  json.StartObject();
  json.Key("width");
  json.Uint(mask->width);
  json.Key("height");
  json.Uint(mask->height);
  json.Key("counts");
  json.StartArray();
  for (const std::uint32_t count : mask->counts) json.Uint(count);
  json.EndArray();
  json.EndObject();
}

}  // namespace

void PutBox(ReportJson& json, const char* key, const Box& box) {
  if (!box.Finite()) return;
  json.Key(key);
  json.StartArray();
  for (const double side : {box.x_min, box.y_min, box.x_max, box.y_max}) json.Double(side);
  json.EndArray();
}

void PutShape(ReportJson& json, const Shape& shape) {
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
