#pragma once
// Labels where there is nothing: no prediction supports them. Made errors plant labels of earlier frames, same size and
// class, at a random place (reference: label scores, section 3).

#include "detectors/labels/detector.h"

namespace labelwatch {

class SpuriousDetector final : public LabelDetector {
 public:
  std::string_view Name() const override { return "spurious"; }
  Kind FindsKind() const override { return Kind::kSpurious; }
  bool NeedsModel() const override { return true; }
  void Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const override;
  std::string Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const override;
};

}  // namespace labelwatch
