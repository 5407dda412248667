#pragma once
// The shape of one object of Encord: coordinates are parts of the picture, 0..1.
//
// A turned box {x, y, w, h, theta} is turned clockwise about its middle, in pixels. `polygons` is a list of polygons,
// each a list of rings: its outline, then its holes; older exports have `polygon` alone, its corners by number. Runs of
// a bitmask go along the rows of its crop, in the letters of COCO.

#include <string>

#include "consumers/files/dataset/image_size.h"
#include "consumers/files/text/json_record.h"
#include "schema/result.h"
#include "schema/shapes.h"

namespace labelwatch {

// kNone: a point, a line or a skeleton, which encloses nothing. The encoded shape replaces `encoded`. An error is a
// clause without place. REQUIRES: the size is known.
Result<Shape> ReadEncordShape(JsonValue object, ImageSize size, std::string& encoded);

}  // namespace labelwatch
