#pragma once
// Short sequences for stories about tracks: frames with boxes of named tracks, judged one after the other.

#include <deque>
#include <string>
#include <vector>

#include "detectors/inspector.h"

namespace labelwatch {

class Sequence {
 public:
  explicit Sequence(const TrackOptions& options = {}, std::int64_t lookback_ms = 600'000)
      : windows_(options, lookback_ms), inspector_(Frozen(), classes_) {}

  struct Object {
    std::string track, class_name;
    Box box;
  };
  struct Frame {
    std::int64_t index = 0;
    std::vector<Object> labels;
    std::vector<Object> predictions;  // with confidence 0.9
    bool predicted = false;
    std::string sequence = "drive";
    std::int64_t event_time_ms = 0;  // 0: 100 ms per index
  };

  // The findings of kind track of the frame.
  std::vector<FindingRecord> Judge(const Frame& frame) { return Judge(frame, windows_); }
  std::vector<FindingRecord> Judge(const Frame& frame, SequenceWindows& windows) {
    LabeledFrame labels;
    std::deque<std::string> texts;
    labels.frame_id = texts.emplace_back(frame.sequence + "/" + std::to_string(frame.index));
    labels.sequence = frame.sequence;
    labels.sequence_index = frame.index;
    labels.event_time_ms = frame.event_time_ms != 0 ? frame.event_time_ms : 1'000'000 + frame.index * 100;
    labels.image_width = 1000;
    labels.image_height = 1000;
    for (const Object& object : frame.labels) {
      Label& label = labels.labels.emplace_back();
      label.id = texts.emplace_back(std::to_string(labels.labels.size()));
      label.class_id = classes_.Add(object.class_name);
      label.track_id = object.track;
      label.shape = {ShapeKind::kBox, object.box, {}};
    }
    std::vector<PredictedFrame> predictions;
    if (frame.predicted || !frame.predictions.empty()) {
      predictions.emplace_back().model = "yolo";
      for (const Object& object : frame.predictions) {
        predictions[0].predictions.push_back(
            {{ShapeKind::kBox, object.box, {}}, classes_.Add(object.class_name), 0.9, {}, 0, 0});
      }
    }
    const JoinedFrame joined{labels, predictions};
    LearningTally sums;
    std::vector<FindingRecord> found;
    for (const Finding& finding : inspector_.Inspect(joined, {}, sums, &windows).findings) {
      if (finding.kind == Kind::kTrack) found.push_back(inspector_.Describe(joined, {}, finding));
    }
    return found;
  }
  std::vector<FindingRecord> JudgeAll(const std::vector<Frame>& frames) {
    std::vector<FindingRecord> found;
    for (const Frame& frame : frames) {
      for (FindingRecord& record : Judge(frame)) found.push_back(std::move(record));
    }
    return found;
  }
  SequenceWindows& Windows() { return windows_; }

 private:
  static InspectOptions Frozen() {
    InspectOptions options;
    options.frozen = true;
    return options;
  }

  NameTable classes_{50};
  SequenceWindows windows_;
  Inspector inspector_;
};

}  // namespace labelwatch
