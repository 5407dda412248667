#include "schema/frame.h"

namespace labelwatch {

void LabeledFrame::Clear() {
  frame_id = source = sequence = annotator = {};
  sequence_index = 0;
  label_revision = 0;
  predictions_follow = 0;
  event_time_ms = 0;
  labeled_at_ms = 0;
  image_width = image_height = 0;
  image_uri = image_sha256 = image_bytes = attributes = {};
  labels.clear();
  frame_classes.clear();
  exhaustive_classes.clear();
  absent_classes.clear();
  unknown_classes.clear();
  ignore_regions.clear();
  other_label_classes.clear();
  other_frame_classes.clear();
  pieces.clear();
}

void PredictedFrame::Clear() {
  frame_id = sequence = model = model_version = {};
  event_time_ms = 0;
  trained_on_this_frame = false;
  for_label_revision = 0;
  predictions.clear();
  class_probabilities.clear();
  object_probabilities.clear();
  other_classes.clear();
  unknown_classes = {};
  pieces.clear();
}

}  // namespace labelwatch
