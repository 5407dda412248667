#pragma once
// Values as COCO files write them: ids, boxes, segmentations.

#include <optional>
#include <string>
#include <string_view>

#include "consumers/files/text/json_record.h"
#include "schema/result.h"
#include "schema/shapes.h"

namespace labelwatch {

// Ids may be texts or numbers of up to 64 bits; 7, 7.0 and "7" are the same id (data frames turn ids into decimals).
// Nothing: missing, empty or of another type. The view lives in the record or in `scratch`.
std::optional<std::string_view> ReadId(JsonValue value, std::string& scratch);

// A number, or a text that is one: Roboflow writes "bbox": [62, 173, "530.00", "300.00"].
std::optional<double> ReadCocoNumber(JsonValue value);

// The shape of an annotation or of a result: `bbox` [x, y, width, height], `segmentation` as polygons, or as run
// lengths in both forms (size is [height, width]; text or list of counts). NaN and negative sizes pass: they are
// findings. The encoded shape is in `encoded`, which is replaced.
//
// Where both are present the box decides, since it is what box detectors are trained and judged on: the segmentation is
// kept as the exact form only where its bounds agree with the box (each side within kAgreePixels). A label whose box
// was moved but whose polygon was not is judged by its box.
struct CocoShape {
  Shape shape;
  const char* note = nullptr;  // why a segmentation was not used; static storage
};
inline constexpr double kAgreePixels = 2.0;
// Run lengths alone: {"size": [height, width], "counts": text or list}. Nothing: they are not, or do not fit the size.
std::optional<Shape> ReadCocoRuns(JsonValue value, std::string& encoded);
// Key points [x, y, visible, ...]: the box around those that are labeled. Nothing: there are no two.
std::optional<Box> BoundsOfKeyPoints(JsonValue value);
Result<CocoShape> ReadCocoShape(JsonValue row, std::string& encoded);

// What a model saw: the same, and the box of its key points where there is nothing else.
struct CocoSeen {
  Shape shape;
  bool of_points = false;
};
Result<CocoSeen> ReadCocoSeen(JsonValue row, std::string& encoded);

}  // namespace labelwatch
