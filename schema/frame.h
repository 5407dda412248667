#pragma once
// What flows in: labeled frames, predicted frames, and the two joined. Plain data whose strings are views into the
// bytes they were decoded from; `Clear` keeps the capacity, so a reused struct does not allocate.

#include <cstdint>
#include <forward_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/names.h"
#include "schema/shapes.h"

namespace labelwatch {

struct ClassProbability {
  NameId class_id = 0;
  double probability = 0;  // 0..1
};

struct Label {
  std::string_view id;
  NameId class_id = 0;
  Shape shape;
  std::string_view annotator;  // empty: that of the frame
  std::string_view track_id;
  std::string_view attributes;  // the encoded map entries, one after the other; decoded only where asked for
  bool crowd = false, ignore = false, difficult = false;

  // Crowd, ignore and difficult regions explain predictions and are never judged.
  bool Judged() const { return !crowd && !ignore && !difficult; }
};

struct IgnoreRegion {
  Box box;
  NameId class_id = 0;
  bool every_class = true;
};

// A class that found no room in the table of names: its place in the list of what it belongs to, and how it was called.
struct OtherClass {
  std::size_t place = 0;
  std::string_view name;
};

struct LabeledFrame {
  std::string_view frame_id, source, sequence, annotator;
  std::int64_t sequence_index = 0;
  std::uint64_t label_revision = 0;
  std::uint32_t predictions_follow = 0;  // so many messages are sent again for this revision
  std::int64_t event_time_ms = 0;
  std::int64_t labeled_at_ms = 0;                   // when the labels were made; 0: not said
  std::uint32_t image_width = 0, image_height = 0;  // pixels; 0: unknown
  std::string_view image_uri, image_sha256, image_bytes;
  std::string_view attributes;  // the encoded map entries, as those of a label; see attributes.h
  std::vector<Label> labels;
  std::vector<NameId> frame_classes;
  std::vector<NameId> exhaustive_classes, absent_classes, unknown_classes;  // all empty: every class is exhaustive
  std::vector<IgnoreRegion> ignore_regions;
  std::vector<OtherClass> other_label_classes, other_frame_classes;  // in order of place; see class_text.h
  std::forward_list<std::string> pieces;  // what came in several pieces, put together; views may point here

  void Clear();
};

struct Prediction {
  Shape shape;
  NameId class_id = 0;
  double score = 0;  // 0..1
  std::string_view track_id;
  std::uint32_t first_probability = 0, probabilities = 0;  // range in PredictedFrame::object_probabilities
};

struct PredictedFrame {
  std::string_view frame_id, sequence, model, model_version;
  std::int64_t event_time_ms = 0;
  bool trained_on_this_frame = false;
  std::uint64_t for_label_revision = 0;  // sent again for it, as they were judged before; 0: as the model sent them
  std::vector<Prediction> predictions;
  std::vector<ClassProbability> class_probabilities;   // of the frame as a whole
  std::vector<ClassProbability> object_probabilities;  // of all predictions, one after the other
  std::vector<OtherClass> other_classes;               // of predictions, in order of place; see class_text.h
  std::span<const NameId> unknown_classes;             // that this model does not know; set by configuration
  std::forward_list<std::string> pieces;               // as in LabeledFrame

  void Clear();
};

// What detectors see. No predictions at all: only label-only detectors speak.
struct JoinedFrame {
  const LabeledFrame& labels;
  std::span<const PredictedFrame> predictions;  // one per model, in order of model name
};

}  // namespace labelwatch
