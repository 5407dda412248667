#pragma once
// Shapes as Encord writes them; the inverse is encord_shapes.h.

#include <string>

#include "consumers/files/dataset/image_size.h"
#include "schema/json_writer.h"
#include "schema/shapes.h"

namespace labelwatch {

// What cannot be drawn, as a count of losses is named; null: it can.
const char* WhyNotDrawn(const Shape& shape, ImageSize size);

// The members `shape` and that of its name, into an open object. REQUIRES: it can be drawn.
void PutEncordShape(const Shape& shape, ImageSize size, JsonWriter& json);

}  // namespace labelwatch
