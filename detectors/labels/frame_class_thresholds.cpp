#include "detectors/labels/frame_class_thresholds.h"

#include <algorithm>

namespace labelwatch {
namespace {

constexpr double kLeast = 2e-6;
constexpr double kEnoughFrames = 10;

double MeanOf(const FrameClassSum& sum) { return std::max(kLeast, sum.probability / sum.frames); }

}  // namespace

FrameClassThresholds::FrameClassThresholds(std::span<const FrameClassSum> sums) : sums_(sums) {
  FrameClassSum total;
  for (const FrameClassSum& sum : sums_) {
    total.probability += sum.probability;
    total.frames += sum.frames;
  }
  if (total.frames > 0) overall_ = MeanOf(total);
}

double FrameClassThresholds::Mean(NameId class_id) const { return MeanOf(sums_[class_id]); }

double FrameClassThresholds::Of(NameId class_id) const {
  return class_id < sums_.size() && sums_[class_id].frames >= kEnoughFrames ? MeanOf(sums_[class_id]) : overall_;
}

}  // namespace labelwatch
