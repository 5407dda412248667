#pragma once
// Labels that cannot be right whatever the picture shows: no shape, a NaN or infinite coordinate, no area, outside the
// image, a polygon ring of less than three points. Polygons that cross themselves are listed with a low score. Needs no
// model.

#include "detectors/labels/detector.h"

namespace labelwatch {

class InvalidDetector final : public LabelDetector {
 public:
  std::string_view Name() const override { return "invalid"; }
  Kind FindsKind() const override { return Kind::kInvalid; }
  bool NeedsModel() const override { return false; }
  void Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const override;
  std::string Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const override;
};

}  // namespace labelwatch
