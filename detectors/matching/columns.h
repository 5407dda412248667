#pragma once
// The labels and predictions of a frame that take part in judging, as columns. Positions in these columns are not
// positions in the frame: see `index`.

#include <cstdint>
#include <vector>

#include "detectors/matching/overlaps.h"
#include "schema/names.h"

namespace labelwatch {

struct LabelColumns {
  BoxColumns boxes;
  std::vector<NameId> class_id;
  std::vector<std::int32_t> index;  // into LabeledFrame::labels
  std::vector<double> shape_area;   // of the exact shapes, where a frame has others than boxes; else empty

  std::size_t Size() const { return index.size(); }
  double ShapeArea(std::size_t i) const { return shape_area.empty() ? boxes.area[i] : shape_area[i]; }
  void Resize(std::size_t n) {
    boxes.Resize(n);
    class_id.resize(n);
    index.resize(n);
  }
};

// By falling confidence; equal ones in the order of the frame.
struct PredictionColumns {
  BoxColumns boxes;
  std::vector<NameId> class_id;  // longer than Size(): filled up to full groups of kGroup
  std::vector<double> confidence;
  std::vector<std::int32_t> index;  // into PredictedFrame::predictions
  std::vector<double> shape_area;   // as in LabelColumns

  std::size_t Size() const { return index.size(); }
  double ShapeArea(std::size_t i) const { return shape_area.empty() ? boxes.area[i] : shape_area[i]; }
  void Resize(std::size_t n) {
    boxes.Resize(n);
    class_id.resize((n + kGroup - 1) / kGroup * kGroup);
    confidence.resize(n);
    index.resize(n);
  }
};

}  // namespace labelwatch
