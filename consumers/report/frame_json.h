#pragma once
// One frame as the page of a report draws it: shapes, names, pairs, findings. For consumers/report only.

#include <string>

#include "detectors/inspector.h"
#include "schema/frame.h"

namespace labelwatch {

// A JSON object: {"id", "source", "labeled_at" (Unix ms, as rates are followed), "width", "height", "score", "models":
// [name, ...], "classes": [of the frame, ...], "labels": [...], "predictions": [...], "findings": [...]}. A shape is
// {"box": [x0, y0, x1, y1]}, with "rings":
// [[x, y, ...], ...] or "mask": {"width", "height", "counts"} where it has more of an outline. A label that is judged
// has "matches", one per model: [prediction, IoU] (prediction -1: one that is not shown), [] where it is alone, null
// where it was not compared; a prediction that is paired with no label has "lone": "unmatched" or "explained". At most
// 50 findings, the most suspicious first; predictions that do not speak are left out unless a finding names them.
// REQUIRES: the frame that `inspector` judged last.
std::string FrameJson(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                      const Inspector& inspector, const NameTable& classes);

}  // namespace labelwatch
