#include "detectors/labels/other_models.h"

#include <algorithm>

#include "detectors/labels/scene.h"
#include "detectors/matching/box_overlap.h"

namespace labelwatch {

void OtherModels::Set(std::span<const PredictedFrame> models, std::size_t self, bool expected,
                      const InspectOptions& options) {
  expected_ = expected || models.size() > 1;
  unknown_classes_.clear();
  if (!expected_) return;
  predictions_.Resize(0);
  for (std::size_t i = 0; i < models.size(); ++i) {
    if (i != self && !models[i].trained_on_this_frame && SpeaksAboutBoxes(models[i])) Append(models[i], options);
  }
}

void OtherModels::Append(const PredictedFrame& predicted, const InspectOptions& options) {
  unknown_classes_.push_back(predicted.unknown_classes);
  order_.clear();
  for (std::size_t j = 0; j < predicted.predictions.size(); ++j) {
    const Prediction& prediction = predicted.predictions[j];
    if (prediction.score >= options.min_score && SoundBox(prediction.shape.bounds)) {
      order_.push_back(static_cast<std::uint32_t>(j));
    }
  }
  if (order_.size() > options.max_predictions) {
    std::nth_element(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(options.max_predictions),
                     order_.end(), [&](std::uint32_t a, std::uint32_t b) {
                       const double first = predicted.predictions[a].score, second = predicted.predictions[b].score;
                       return first != second ? first > second : a < b;
                     });
    order_.resize(options.max_predictions);
  }
  const std::size_t before = predictions_.Size();
  predictions_.Resize(before + order_.size());
  for (std::size_t k = 0; k < order_.size(); ++k) {
    const Prediction& prediction = predicted.predictions[order_[k]];
    predictions_.boxes.Set(before + k, prediction.shape.bounds);
    predictions_.class_id[before + k] = prediction.class_id;
    predictions_.confidence[before + k] = std::min(prediction.score, 1.0);
  }
}

bool OtherModels::Knows(NameId class_id) const {
  return std::any_of(unknown_classes_.begin(), unknown_classes_.end(), [&](std::span<const NameId> unknown) {
    return std::find(unknown.begin(), unknown.end(), class_id) == unknown.end();
  });
}

Opinion OtherModels::Ask(const Box& box, NameId class_id) const {
  Opinion opinion;
  opinion.asked = steps_ < kMostSteps && Knows(class_id);
  if (!opinion.asked) return opinion;
  const double area = box.Area();
  std::uint64_t steps = 1 + predictions_.Size() / kGroup;
  ForEachNear(box, predictions_.boxes, predictions_.Size(), [&](std::size_t j) {
    ++steps;
    const double shared = Intersection(box, predictions_.boxes.At(j));
    const double iou = shared / (area + predictions_.boxes.area[j] - shared);
    const double confidence = predictions_.confidence[j];
    const bool same = predictions_.class_id[j] == class_id;
    opinion.overlap = std::max(opinion.overlap, iou);
    opinion.overlap_same = std::max(opinion.overlap_same, same ? iou : 0.0);
    opinion.support_same = std::max(opinion.support_same, same ? iou * confidence : 0.0);
    if (iou < Opinion::kAtPlace) return;
    double& highest = same ? opinion.confidence_same : opinion.confidence_other;
    highest = std::max(highest, confidence);
  });
  steps_ += steps;
  return opinion;
}

}  // namespace labelwatch
