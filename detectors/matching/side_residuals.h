#pragma once
// How far each side of a labeled box lies from that side of a reference box (what a prediction shows of the object), in
// widths and heights of the reference. Tells loose, tight, shifted and wrong extent apart.
//
//   const SideResiduals sides = ResidualsOf(label_box, predicted_box);
//   sides.Outward()[0]  // the left side: 0.1 = a tenth of the width too far out, -0.1 = too far in
//
// Immutable values.

#include <array>

#include "schema/shapes.h"

namespace labelwatch {

struct SideResiduals {
  // Label minus reference, as image coordinates run (x right, y down), over the width (x) or height (y) of the
  // reference.
  double dx_min = 0, dy_min = 0, dx_max = 0, dy_max = 0;

  // Left, top, right, bottom: > 0 where the label's side lies outside the reference, < 0 where it cuts into it.
  std::array<double, 4> Outward() const { return {-dx_min, -dy_min, dx_max, dy_max}; }
  // How far the middle of the label lies to the right of and below that of the reference.
  double ShiftX() const { return (dx_min + dx_max) / 2; }
  double ShiftY() const { return (dy_min + dy_max) / 2; }
  // By how much the label is wider and higher: 0.2 = a fifth more than the reference.
  double ExtraWidth() const { return dx_max - dx_min; }
  double ExtraHeight() const { return dy_max - dy_min; }
};

// REQUIRES: both finite, the reference not empty.
inline SideResiduals ResidualsOf(const Box& label, const Box& reference) {
  const double width = reference.Width(), height = reference.Height();
  return {(label.x_min - reference.x_min) / width, (label.y_min - reference.y_min) / height,
          (label.x_max - reference.x_max) / width, (label.y_max - reference.y_max) / height};
}

}  // namespace labelwatch
