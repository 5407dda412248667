#pragma once
// The shape of one Scalabel label: box2d, poly2d, rle.

#include <string>

#include "consumers/files/text/json_record.h"
#include "schema/result.h"
#include "schema/shapes.h"

namespace labelwatch {

struct ScalabelShape {
  Shape shape;                     // kNone: the label has no area to judge (an open line, a 3D box alone)
  bool outline_disagrees = false;  // with the box, which is used
};

// The encoded shape is in `encoded`, which is replaced. An error is a clause without place.
Result<ScalabelShape> ReadScalabelShape(JsonValue label, std::string& encoded);

}  // namespace labelwatch
