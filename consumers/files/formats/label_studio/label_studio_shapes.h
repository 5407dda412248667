#pragma once
// The regions of Label Studio as shapes in pixels, and what its controls say of a region.

#include <cstdint>
#include <string>
#include <string_view>

#include "consumers/files/text/json_record.h"
#include "schema/result.h"
#include "schema/shapes.h"

namespace labelwatch {

// Regions that are read. A tag such as RectangleLabels writes one row, "rectanglelabels"; Rectangle and Labels together
// write two with one id, "rectangle" and "labels", of which the second has the outline, too.
enum class LabelStudioRegion { kNone, kRectangle, kPolygon, kBrush, kEllipse };
LabelStudioRegion RegionOf(std::string_view type,
                           JsonValue value);  // kNone: no region with a label, or of another kind
bool IsOutlineAlone(std::string_view type);   // "rectangle", ...

// The side of a picture; 0: it is not said, or no such number.
std::uint32_t LabelStudioPixels(JsonValue value);

// REQUIRES: region is not kNone. Percent become pixels; the encoded shape is appended to `encoded`. An error is a
// clause without place.
Result<Shape> ReadLabelStudioShape(LabelStudioRegion region, JsonValue value, std::uint32_t width, std::uint32_t height,
                                   std::string& encoded);

// A box in percent, turned clockwise about its upper left corner.
struct PercentBox {
  double x = 0, y = 0, width = 0, height = 0, rotation = 0;
};
Shape ShapeOfPercent(const PercentBox& box, std::uint32_t width, std::uint32_t height, std::string& encoded);

// What a control says: its choices, texts, rating or number, "Vehicle/Car" of a taxonomy; empty: nothing that is text.
std::string LabelStudioAnswer(std::string_view type, JsonValue value);

}  // namespace labelwatch
