#include "consumers/files/formats/label_studio/label_studio_regions.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "consumers/files/dataset/mask_rows.h"
#include "schema/attributes.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

double Share(double pixels, std::uint32_t side) { return std::isfinite(pixels) ? 100 * pixels / side : 0; }

}  // namespace

void LabelStudioRegions::Put(const LabelOfRegion& region, std::uint32_t width, std::uint32_t height) {
  const Shape& shape = region.label->shape;
  if (shape.kind == ShapeKind::kPolygon) {
    PutPolygon(region, width, height);
  } else if (shape.kind == ShapeKind::kMask) {
    PutMask(region, width, height);
  } else if (shape.bounds.Finite()) {
    PutBox(region, width, height);
  } else {
    lose_("labels without a finite box", 1);
  }
}

void LabelStudioRegions::PutPolygon(const LabelOfRegion& region, std::uint32_t width, std::uint32_t height) {
  auto rings = DecodePolygon(region.label->shape.encoded);
  if (rings) {
    if (const auto holes = std::erase_if(*rings, [](const Ring& ring) { return ring.hole; })) {
      lose_("holes of polygons", holes);
    }
  }
  if (!rings || rings->empty()) return lose_("polygons without points", 1);
  if (rings->size() > 1) lose_("polygons of several rings (written as one each)", 1);
  for (std::size_t i = 0; i < rings->size(); ++i) {
    const std::string id = i == 0 ? std::string(region.id) : std::string(region.id) + "-" + std::to_string(i + 1);
    PutRegion(region, id, "polygonlabels", options_.controls.polygon, width, height, [&] {
      json_.Key("points").OpenList();
      const std::vector<double>& xy = (*rings)[i].xy;
      for (std::size_t k = 0; k + 1 < xy.size(); k += 2) {
        json_.OpenList();
        json_.Real(Share(xy[k], width));
        json_.Real(Share(xy[k + 1], height));
        json_.CloseList();
      }
      json_.CloseList();
    });
  }
}

void LabelStudioRegions::PutMask(const LabelOfRegion& region, std::uint32_t width, std::uint32_t height) {
  const auto mask = DecodeMask(region.label->shape.encoded);
  const auto rows = mask ? RowsFromMask(*mask) : BadInput("");
  if (!rows) return lose_("masks that are broken or too large", 1);
  PutRegion(region, region.id, "brushlabels", options_.controls.brush, width, height, [&] {
    json_.Key("format").Text("rle");
    json_.Key("rle").OpenList();
    for (const std::uint8_t byte : LabelStudioFromRows(*rows)) json_.Whole(byte);
    json_.CloseList();
  });
}

void LabelStudioRegions::PutBox(const LabelOfRegion& region, std::uint32_t width, std::uint32_t height) {
  const Shape& shape = region.label->shape;
  Box box = shape.bounds;
  if (options_.clip && shape.kind == ShapeKind::kBox) {
    box = {std::clamp<double>(box.x_min, 0, width), std::clamp<double>(box.y_min, 0, height),
           std::clamp<double>(box.x_max, 0, width), std::clamp<double>(box.y_max, 0, height)};
  }
  double x = box.x_min, y = box.y_min, w = box.Width(), h = box.Height(), degrees = 0;
  if (shape.kind == ShapeKind::kRotatedBox) {
    const auto turned = DecodeRotatedBox(shape.encoded);
    if (!turned) return lose_("labels without a finite box", 1);
    degrees = turned->rotation_degrees;
    w = turned->width;
    h = turned->height;
    // The corner that was the top left one before the region was turned about it.
    const double turn = degrees * std::numbers::pi / 180, c = std::cos(turn), s = std::sin(turn);
    x = turned->center_x - (w * c - h * s) / 2;
    y = turned->center_y - (w * s + h * c) / 2;
  }
  PutRegion(region, region.id, "rectanglelabels", options_.controls.rectangle, width, height, [&] {
    json_.Key("x").Real(Share(x, width));
    json_.Key("y").Real(Share(y, height));
    json_.Key("width").Real(Share(w, width));
    json_.Key("height").Real(Share(h, height));
    json_.Key("rotation").Real(std::isfinite(degrees) ? degrees : 0);
  });
}

void LabelStudioRegions::PutRegion(const LabelOfRegion& region, std::string_view id, const char* type,
                                   std::string_view control, std::uint32_t width, std::uint32_t height,
                                   const std::function<void()>& put_value) {
  json_.OpenObject();
  json_.Key("id").Text(id);
  json_.Key("type").Text(type);
  json_.Key("from_name").Text(control);
  json_.Key("to_name").Text(options_.controls.picture);
  json_.Key("original_width").Whole(width);
  json_.Key("original_height").Whole(height);
  if (region.score) json_.Key("score").Real(*region.score);
  json_.Key("value").OpenObject();
  put_value();
  json_.Key(type).OpenList();
  json_.Text(region.class_name);
  json_.CloseList();
  json_.CloseObject();
  if (!region.note.empty()) {
    json_.Key("meta").OpenObject();
    json_.Key("text").OpenList();
    json_.Text(region.note);
    json_.CloseList();
    json_.CloseObject();
  }
  json_.CloseObject();
  if (!options_.attributes) return;
  ForEachAttribute(region.label->attributes, [&](std::string_view name, std::string_view value) {
    json_.OpenObject();
    json_.Key("id").Text(id);
    json_.Key("type").Text("choices");
    json_.Key("from_name").Text(name);
    json_.Key("to_name").Text(options_.controls.picture);
    json_.Key("value").OpenObject();
    json_.Key("choices").OpenList();
    json_.Text(value);
    json_.CloseList();
    json_.CloseObject();
    json_.CloseObject();
  });
}

}  // namespace labelwatch
