#include "detectors/labels/turned_picture.h"

#include <algorithm>

#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr double kRounding = 2;  // pixels, as in invalid.cpp
constexpr double kSeen = 0.5;    // IoU

bool Within(const Box& box, double width, double height) {
  return box.x_max <= width + kRounding && box.y_max <= height + kRounding;
}

bool SeenByAModel(const Box& box, const JoinedFrame& joined) {
  return std::ranges::any_of(joined.predictions, [&](const PredictedFrame& model) {
    return std::ranges::any_of(
        model.predictions, [&](const Prediction& prediction) { return IoU(box, prediction.shape.bounds) >= kSeen; });
  });
}

}  // namespace

bool LooksTurned(const JoinedFrame& joined) {
  const double width = joined.labels.image_width, height = joined.labels.image_height;
  if (width <= 0 || height <= 0 || width == height) return false;
  bool seen_beyond = false;
  for (const Label& label : joined.labels.labels) {
    const Box& box = label.shape.bounds;
    if (Within(box, width, height)) continue;
    if (!Within(box, height, width)) return false;
    seen_beyond = seen_beyond || SeenByAModel(box, joined);
  }
  return seen_beyond;
}

}  // namespace labelwatch
