#pragma once
// The running thresholds of confident learning: t_j = mean probability of class j over the frames labeled j.

#include <span>

#include "schema/calibration.h"

namespace labelwatch {

class FrameClassThresholds {
 public:
  // `sums` by class; must outlive the object.
  explicit FrameClassThresholds(std::span<const FrameClassSum> sums);

  // The mean itself, at least 2e-6. REQUIRES: a frame was labeled with it.
  double Mean(NameId class_id) const;
  // What is usual for the class: its mean where it rests on enough frames, else the mean over all labels; 1 where there
  // are none at all. Always > 0.
  double Of(NameId class_id) const;

 private:
  std::span<const FrameClassSum> sums_;
  double overall_ = 1;  // the mean over all labels
};

}  // namespace labelwatch
