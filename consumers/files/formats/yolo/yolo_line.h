#pragma once
// One line of a YOLO file as an object in pixels.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/dataset/class_list.h"
#include "consumers/files/dataset/image_size.h"
#include "schema/result.h"
#include "schema/shapes.h"

namespace labelwatch {

enum class YoloSide { kLabels, kPredictions };

struct YoloObject {
  std::size_t class_number = 0;  // has a name in the list
  Shape shape;                   // encoded in what was handed in
  std::optional<double> score;   // 0..1; nothing: not said
  std::string_view track_id;     // part of the columns
};

// REQUIRES: the size is known. The encoded shape replaces `encoded`. An error is a clause without place.
Result<YoloObject> ReadYoloLine(const std::vector<std::string_view>& columns, YoloSide side, const ClassList& names,
                                ImageSize size, std::string& encoded);

}  // namespace labelwatch
