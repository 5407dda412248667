#pragma once
// A frame as the page shows it, and its findings as they stand in the grid. For consumers/report only.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "detectors/inspector.h"

namespace labelwatch {

// `json`: {"line": as in a file of findings, "label" and "prediction": places in the frame, "shapes": of both}.
// Of a frame that somebody is asked to look over, without any finding, one stands for the question: {"line": {
// "request_id", "frame_id", "evidence": why it is asked}, "shapes": [null, null]}.
struct ShownFinding {
  FindingRecord record;  // without its sentence; of a question its id, frame, annotator and score alone
  std::string json;
  std::size_t object = 0;  // the same number for findings of one label, or of one place where none is; within the frame
  std::string track;       // of its label or prediction, with its sequence; empty: none
  bool question = false;   // about the frame as a whole
};

// `json`: {"id", "source", "annotator", "width", "height", "models": [name, ...], "classes": [of the frame, ...],
// "labels": [...], "predictions": [...]}. A shape is {"box": [x0, y0, x1, y1]}, with "rings": [[x, y, ...], ...] or
// "mask": {"width", "height", "counts"} where it has more of an outline. A label that is judged has "matches", one per
// model: [prediction, IoU] (prediction -1: one that is not shown), [] where it is alone, null where it was not
// compared; a prediction that is paired with no label has "lone": "unmatched" or "explained". Predictions that do not
// speak are left out unless a finding names them. At most 50 findings, the most suspicious first; harmless ones are
// left out.
struct ShownFrame {
  std::string json;
  std::vector<ShownFinding> findings;
};

inline constexpr std::size_t kMostShownFindings = 50;  // of a frame

// A finding with names, and the places of what it is about; -1: none, or not known.
struct FindingToShow {
  FindingRecord record;
  std::int32_t label = -1;       // in the labels of the frame
  std::int16_t model = -1;       // in its predictions
  std::int32_t prediction = -1;  // in those of the model
};
// `matches`: of labels with the predictions of each model.
ShownFrame Show(const JoinedFrame& frame, std::vector<FindingToShow> findings, std::span<const ModelMatches> matches,
                const NameTable& classes);

// REQUIRES: the frame that `inspector` judged last.
ShownFrame Show(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                const Inspector& inspector, const NameTable& classes);

}  // namespace labelwatch
