#pragma once
// Several models looked at one frame: one finding per object, kind and detector.
//
// Of one label, kind and detector: the mean of the scores, in which a model that was trained on the frame counts a
// quarter (it repeats the errors of the labels); the finding is that of the model that is most certain. Absences: the
// union; two predictions of a class with IoU >= 0.5 from different models are one object with the larger score
// (reference: label scores, end of section 7). Findings without a model stay as they are.
//
// Single-owner: reuses memory.

#include <cstdint>
#include <vector>

#include "schema/finding.h"
#include "schema/frame.h"

namespace labelwatch {

class CombineModels {
 public:
  void operator()(const JoinedFrame& frame, std::vector<Finding>& findings);

 private:
  struct LabelObject {
    std::size_t finding;  // index of the combined finding
    double sum, weight;   // of the scores
    double over_alarm;    // sum of over_alarm_score
    std::int32_t next;    // of the same slot; -1: none
  };
  struct Absence {
    std::size_t finding;
    Box box;
    NameId suggested_class;
    std::int16_t first_model;
  };

  bool JoinLabelObject(const JoinedFrame& frame, const Finding& finding);
  bool JoinAbsence(const JoinedFrame& frame, const Finding& finding);

  std::vector<Finding> combined_;
  std::vector<LabelObject> labels_;
  // By label and kind, as many as this frame needs: the last of its objects, one per detector.
  std::vector<std::int32_t> slots_;
  std::size_t frame_slots_ = 1;
  std::vector<Absence> absences_;
};

}  // namespace labelwatch
