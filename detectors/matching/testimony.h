#pragma once
// What the predictions say about a label of one class at one place: all that wrong_class, inaccurate and spurious ask
// for, gathered in one pass. For a label as it is, and for a made error alike.

#include <cstdint>
#include <span>

#include "detectors/matching/columns.h"
#include "detectors/matching/overlaps.h"
#include "schema/names.h"

namespace labelwatch {

struct Testimony {
  static constexpr double kTouches = 0.1;  // IoU from which a prediction may be of this label
  static constexpr double kAtLabel = 0.4;  // IoU from which a prediction of another class contradicts it

  double overlap = 0;       // largest IoU with any prediction
  double intersection = 0;  // largest with any prediction
  double support = 0;       // largest confidence x IoU
  double support_same = 0;  // the same within the class

  std::int32_t fitting = -1;  // the prediction of the class with the largest IoU + 0.25 confidence; touches the label
  double fit = 0;             // its IoU

  std::int32_t contradicting = -1;  // at the label, of another class: the one with the largest confidence x IoU
  double contradiction = 0;         // its IoU
  double own_confidence = 0;        // at the label, of its class: the highest confidence

  double elsewhere = 0;  // the highest confidence of the class among predictions that do not touch the label
};

// `overlaps` of the label's box with the predictions, by rising index.
Testimony Hear(const PredictionColumns& predictions, std::span<const Overlap> overlaps, NameId class_id);

}  // namespace labelwatch
