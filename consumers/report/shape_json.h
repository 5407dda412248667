#pragma once
// Shapes as the page of a report draws them. For consumers/report only.

#include "schema/json_writer.h"
#include "schema/shapes.h"

namespace labelwatch {

// [x_min, y_min, x_max, y_max]; nothing for a box that is not finite.
void PutBox(JsonWriter& json, const char* key, const Box& box);

// Keys of an open object: "box", and "rings": [[x, y, ...], ...] or "mask": {"width", "height", "counts"} where the
// shape has more of an outline that can be drawn and is not out of all proportion.
void PutShape(JsonWriter& json, const Shape& shape);

}  // namespace labelwatch
