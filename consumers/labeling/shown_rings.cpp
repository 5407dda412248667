#include "consumers/labeling/shown_rings.h"

#include "schema/shape_codec.h"

namespace labelwatch {

bool AddRings(const Shape& shape, Shape& into, std::forward_list<std::string>& texts) {
  if (shape.kind != ShapeKind::kPolygon || into.kind != ShapeKind::kPolygon) return false;
  auto rings = DecodePolygon(into.encoded);
  const auto more = DecodePolygon(shape.encoded);
  if (!rings || !more) return false;
  rings->insert(rings->end(), more->begin(), more->end());
  texts.emplace_front();
  into = EncodePolygon(*rings, texts.front());
  return true;
}

}  // namespace labelwatch
