#pragma once
// Labels that cannot be right whatever the picture shows: no shape, a NaN or infinite coordinate, no area, corners the
// other way round, outside the image, a polygon ring of less than three points. Polygons that cross themselves are
// listed with a low score. Needs no model.

#include "detectors/contract/detector.h"

namespace labelwatch {

enum class LabelDefect : std::uint8_t {
  kNone,
  kNoShape,
  kNotANumber,
  kNoArea,
  kCornersReversed,
  kTooFar,
  kOutside,
  kPartlyOutside,
  kFewPoints,
  kCrossesItself,
};

struct InvalidEvidence {
  LabelDefect defect = LabelDefect::kNone;
  float outside = 0;  // share of the area outside the image
};

class InvalidDetector final : public DetectorWith<InvalidEvidence> {
 public:
  InvalidDetector() : DetectorWith({"invalid", Kind::kInvalid, {}}) {}
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const InvalidEvidence& evidence,
                   const NameTable& classes) const override;
};

}  // namespace labelwatch
