#include "detectors/images/image_detector.h"

namespace labelwatch {

void ImageDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* /*sums*/) {
  images_ = view.images;
  for (std::uint32_t i = 0; i < images_.size(); ++i) Add(images_[i].Detector(), {i}, findings).score = images_[i].score;
}

Explanation ImageDetector::Tell(const JoinedFrame& /*frame*/, const Finding& /*finding*/, const ImageEvidence& evidence,
                                const NameTable& /*classes*/) const {
  if (evidence.suspicion >= images_.size()) return {"what was seen of the picture is no longer known"};
  return {images_[evidence.suspicion].sentence};
}

}  // namespace labelwatch
