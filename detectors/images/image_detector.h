#pragma once
// What was found about the pixels of a frame (image_judge.h) as findings of kind image: one per suspicion, which also
// says the sentence.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "detectors/contract/detector.h"

namespace labelwatch {

struct ImageEvidence {
  std::uint32_t suspicion = 0;  // of the frame judged last
};

class ImageDetector final : public DetectorWith<ImageEvidence> {
 public:
  ImageDetector() : DetectorWith({"image", Kind::kImage, {.pixels = true}}) {}
  std::span<const std::string_view> FindingNames() const override { return kImageCauseWords; }
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const ImageEvidence& evidence,
                   const NameTable& classes) const override;

  std::span<const ImageSuspicion> images_;  // of the frame judged last
};

}  // namespace labelwatch
