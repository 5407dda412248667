#pragma once
// The frame before in a sequence, as detectors look at it: what models saw there and what was labeled. A real object is
// mostly seen in both frames, a false alarm seldom; a label that is missing in one frame often stands in the one
// before. Single-owner: reuses memory.

#include <span>
#include <vector>

#include "detectors/contract/sequence_frame.h"
#include "detectors/labels/scene.h"
#include "schema/frame.h"

namespace labelwatch {

class FrameBefore {
 public:
  // Hands the scene what is remembered of the frame before. `moment`: of the frame of the scene; `objects`: takes the
  // margins off its labels.
  void Show(const SequenceMoment& moment, ObjectShapes& objects, Scene& scene);

 private:
  std::vector<PredictedFrame> seen_;  // at most one: of all models together
  std::vector<EarlierLabel> labels_;
};

}  // namespace labelwatch
