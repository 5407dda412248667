#include "detectors/health/input_sample.h"

#include <algorithm>

#include "detectors/labels/turned_picture.h"
#include "detectors/matching/box_overlap.h"
#include "detectors/matching/frame_matching.h"

namespace labelwatch {
namespace {

std::uint64_t BlockOf(std::uint64_t number) { return number / InputSample::kBlockFrames; }

bool Sound(const Box& box) { return box.Finite() && !box.Empty(); }

SampledFrame Taken(const LabeledFrame& labeled, const PredictedFrame& predicted, std::uint64_t number) {
  SampledFrame frame;
  frame.number = number;
  frame.width = labeled.image_width;
  frame.height = labeled.image_height;
  frame.empty = labeled.labels.empty();
  for (const Label& label : labeled.labels) {
    if (frame.labels.size() == InputSample::kObjects) break;
    if (label.Judged() && Sound(label.shape.bounds)) frame.labels.push_back({label.shape.bounds, label.class_id});
  }
  std::vector<const Prediction*> speaking;
  for (const Prediction& prediction : predicted.predictions) {
    if (prediction.score >= FrameMatching::kLeastConfidence && Sound(prediction.shape.bounds)) {
      speaking.push_back(&prediction);
    }
  }
  std::ranges::stable_sort(speaking, std::greater(), &Prediction::score);
  if (speaking.size() > InputSample::kObjects) speaking.resize(InputSample::kObjects);
  for (const Prediction* prediction : speaking) {
    frame.predictions.push_back({prediction->shape.bounds, prediction->class_id});
  }
  return frame;
}

bool DrawnByAnother(const LabeledFrame& labeled, const Label& label) {
  constexpr double kSameObject = 0.5;  // IoU
  return std::ranges::any_of(labeled.labels, [&](const Label& other) {
    return other.annotator != label.annotator && other.class_id == label.class_id &&
           IoU(other.shape.bounds, label.shape.bounds) >= kSameObject;
  });
}

}  // namespace

SampledModel* InputSample::Of(std::string_view name) {
  const auto known = std::ranges::find(models_, name, &SampledModel::name);
  if (known != models_.end()) return &*known;
  if (models_.size() == kModels) return nullptr;
  models_.emplace_back().name = name;
  return &models_.back();
}

// Whether the next frame is one to keep. Drops every second block where all are full.
bool InputSample::Room(SampledModel& model) {
  if (BlockOf(model.seen) % model.stride != 0) return false;
  if (model.frames.size() < kBlocks * kBlockFrames) return true;
  model.stride *= 2;
  std::erase_if(model.frames, [&](const SampledFrame& frame) { return BlockOf(frame.number) % model.stride != 0; });
  return BlockOf(model.seen) % model.stride == 0;
}

// Nearly always the labels say no annotator beside that of their frame.
void InputSample::AddAnnotators(const LabeledFrame& labeled) {
  const auto& all = labeled.labels;
  if (all.size() > kObjects || all.empty()) return;
  const auto other = [&](const Label& label) { return label.annotator != all.front().annotator; };
  if (std::ranges::none_of(all, other)) return;
  for (const Label& label : all) {
    ++by_several;
    drawn_twice += Sound(label.shape.bounds) && DrawnByAnother(labeled, label);
  }
}

void InputSample::Add(const JoinedFrame& joined) {
  labels += joined.labels.labels.size();
  for (const Label& label : joined.labels.labels) {
    crowd += label.crowd;
    ignored += label.ignore;
    difficult += label.difficult;
  }
  if (LooksTurned(joined)) ++turned_pictures;
  AddAnnotators(joined.labels);
  for (const PredictedFrame& predicted : joined.predictions) {
    SampledModel* model = Of(predicted.model);
    if (model == nullptr || (predicted.predictions.empty() && !predicted.class_probabilities.empty())) continue;
    if (Room(*model)) model->frames.push_back(Taken(joined.labels, predicted, model->seen));
    ++model->seen;
  }
}

}  // namespace labelwatch
