#pragma once
// One object labeled with two classes: two labels of different classes with IoU >= 0.8; the later one is reported with
// the score 25 (IoU - 0.9), and the class of the other one is suggested. Needs no model: which of the two is right is
// what wrong_class says where a model looked.
//
// Two objects of different classes may cover each other (a rider and the motorcycle), but hardly at IoU 0.95, from
// which on ObjectLab speaks of one object; 0.9 is taken as an even bet. This was not fitted to data.

#include "detectors/labels/detector.h"

namespace labelwatch {

class ConflictingDetector final : public LabelDetector {
 public:
  std::string_view Name() const override { return "conflicting"; }
  Kind FindsKind() const override { return Kind::kConflicting; }
  bool NeedsModel() const override { return false; }
  void Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const override;
  std::string Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const override;
};

}  // namespace labelwatch
