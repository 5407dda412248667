#include "consumers/files/formats/encord/encord_drawing.h"

#include <cstddef>
#include <span>
#include <vector>

#include "consumers/files/dataset/mask_rows.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

void PutBox(double x, double y, double width, double height, ImageSize size, JsonWriter& json) {
  json.Key("x").Real(x / size.width);
  json.Key("y").Real(y / size.height);
  json.Key("w").Real(width / size.width);
  json.Key("h").Real(height / size.height);
}

// Each ring as [x, y, x, y, ...]; one that is no hole begins the next polygon.
void PutPolygons(std::span<const Ring> rings, ImageSize size, JsonWriter& json) {
  json.Key("polygons").OpenList();
  for (std::size_t i = 0; i < rings.size(); ++i) {
    if (i > 0 && !rings[i].hole) json.CloseList();
    if (i == 0 || !rings[i].hole) json.OpenList();
    json.OpenList();
    const std::vector<double>& xy = rings[i].xy;
    for (std::size_t k = 0; k < xy.size(); ++k) json.Real(xy[k] / (k % 2 == 0 ? size.width : size.height));
    json.CloseList();
  }
  json.CloseList();
  json.CloseList();
  // Readers that know one ring only look here.
  json.Key("polygon").OpenObject();
  const std::vector<double>& first = rings.front().xy;
  for (std::size_t k = 0; k + 1 < first.size(); k += 2) {
    json.Key(std::to_string(k / 2)).OpenObject();
    json.Key("x").Real(first[k] / size.width);
    json.Key("y").Real(first[k + 1] / size.height);
    json.CloseObject();
  }
  json.CloseObject();
}

void PutBitmask(const MaskRows& rows, JsonWriter& json) {
  json.Key("bitmask").OpenObject();
  json.Key("top").Whole(0);
  json.Key("left").Whole(0);
  json.Key("height").Whole(rows.height);
  json.Key("width").Whole(rows.width);
  json.Key("rleString").Text(CocoStringFromRuns(CvatFromRows(rows)));
  json.CloseObject();
}

}  // namespace

const char* WhyNotDrawn(const Shape& shape, ImageSize size) {
  if (shape.kind == ShapeKind::kPolygon) {
    const auto rings = DecodePolygon(shape.encoded);
    return rings && !rings->empty() ? nullptr : "polygons without points";
  }
  if (shape.kind == ShapeKind::kMask) {
    const auto mask = DecodeMask(shape.encoded);
    const bool good = mask && mask->width == size.width && mask->height == size.height && RowsFromMask(*mask);
    return good ? nullptr : "masks that are broken, too large or of another size than the picture";
  }
  const bool good =
      shape.bounds.Finite() && (shape.kind == ShapeKind::kBox ||
                                (shape.kind == ShapeKind::kRotatedBox && DecodeRotatedBox(shape.encoded).has_value()));
  return good ? nullptr : "labels without a finite box";
}

void PutEncordShape(const Shape& shape, ImageSize size, JsonWriter& json) {
  if (shape.kind == ShapeKind::kPolygon) {
    json.Key("shape").Text("polygon");
    PutPolygons(*DecodePolygon(shape.encoded), size, json);
  } else if (shape.kind == ShapeKind::kMask) {
    json.Key("shape").Text("bitmask");
    PutBitmask(*RowsFromMask(*DecodeMask(shape.encoded)), json);
  } else if (shape.kind == ShapeKind::kRotatedBox) {
    const RotatedBox box = *DecodeRotatedBox(shape.encoded);
    json.Key("shape").Text("rotatable_bounding_box");
    json.Key("rotatableBoundingBox").OpenObject();
    PutBox(box.center_x - box.width / 2, box.center_y - box.height / 2, box.width, box.height, size, json);
    json.Key("theta").Real(box.rotation_degrees);
    json.CloseObject();
  } else {
    const Box& box = shape.bounds;
    json.Key("shape").Text("bounding_box");
    json.Key("boundingBox").OpenObject();
    PutBox(box.x_min, box.y_min, box.x_max - box.x_min, box.y_max - box.y_min, size, json);
    json.CloseObject();
  }
}

}  // namespace labelwatch
