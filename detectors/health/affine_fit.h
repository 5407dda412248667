#pragma once
// The scale and offset that bring most predictions of a sample onto labels of their class. Pure.

#include <optional>

#include "detectors/health/input_sample.h"

namespace labelwatch {

// x * scale_x + x_offset, and the same down.
struct Affine {
  double scale_x = 1, scale_y = 1, x_offset = 0, y_offset = 0;

  Box Of(const Box& box) const {
    return {box.x_min * scale_x + x_offset, box.y_min * scale_y + y_offset, box.x_max * scale_x + x_offset,
            box.y_max * scale_y + y_offset};
  }
};

// The densest place among the scales that each pair of a label and a prediction of one class would need, then the
// densest offset of the pairs with that scale; right pairs agree there, wrong ones are anywhere. Nothing: too few pairs
// agree.
std::optional<Affine> FitAffine(const SampledModel& model);

}  // namespace labelwatch
