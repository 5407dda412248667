#pragma once
// Frames for stories: a few labels and predictions of classes that are named in the test.

#include <deque>
#include <string>
#include <vector>

#include "detectors/inspector.h"
#include "schema/frame.h"

namespace labelwatch {

class FrameBuilder {
 public:
  explicit FrameBuilder(NameTable& classes, std::uint32_t width = 200, std::uint32_t height = 200) : classes_(classes) {
    labels_.frame_id = "frame";
    labels_.image_width = width;
    labels_.image_height = height;
  }

  FrameBuilder& Label(const std::string& class_name, const Box& box) {
    labelwatch::Label& label = labels_.labels.emplace_back();
    label.id = texts_.emplace_back(std::to_string(labels_.labels.size()));
    label.class_id = classes_.Add(class_name);
    label.shape = {ShapeKind::kBox, box, {}};
    return *this;
  }
  // A model that knows the frame and has seen nothing yet; further predictions are of this model.
  FrameBuilder& Model(const std::string& name) {
    predictions_.emplace_back().model = texts_.emplace_back(name);
    return *this;
  }
  FrameBuilder& Prediction(const std::string& class_name, const Box& box, double score) {
    if (predictions_.empty()) Model("yolo");
    predictions_.back().predictions.push_back({{ShapeKind::kBox, box, {}}, classes_.Add(class_name), score, {}, 0, 0});
    return *this;
  }

  LabeledFrame& Labels() { return labels_; }
  std::vector<PredictedFrame>& Predictions() { return predictions_; }
  JoinedFrame Frame() const { return {labels_, predictions_}; }

 private:
  NameTable& classes_;
  LabeledFrame labels_;
  std::vector<PredictedFrame> predictions_;
  std::deque<std::string> texts_;
};

// The findings of one kind, by the scores that models start with.
inline std::vector<Finding> FindingsOf(const FrameBuilder& builder, const NameTable& classes, Kind kind,
                                       const Calibration& calibration = {}) {
  InspectOptions options;
  options.frozen = true;
  Inspector inspector(options, classes);
  LearningTally sums;
  std::vector<Finding> found;
  for (const Finding& finding : inspector.Inspect(builder.Frame(), calibration, sums).findings) {
    if (finding.kind == kind) found.push_back(finding);
  }
  return found;
}

inline std::string SentenceOf(const FrameBuilder& builder, const NameTable& classes, const Finding& finding) {
  return Inspector({}, classes).Describe(builder.Frame(), {}, finding).evidence;
}

}  // namespace labelwatch
