#include "detectors/labels/scene.h"

#include <algorithm>
#include <cmath>

#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr std::size_t kCountingSort = 32;  // up to so many predictions

template <typename T>
bool Contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

bool SoundBox(const Box& box) {
  constexpr double kFar = 1 << 30;
  // Written so that NaN fails.
  return !box.Empty() && box.x_min >= -kFar && box.y_min >= -kFar && box.x_max <= kFar && box.y_max <= kFar &&
         box.Area() > 0;
}

Scene::Scene(const InspectOptions& options)
    : options_(options),
      assumed_log_rate_{std::log(options.rate_missing), std::log(options.rate_wrong_class),
                        std::log(options.rate_inaccurate), std::log(options.rate_spurious)} {}

void Scene::SetLabels(const LabeledFrame& frame) {
  frame_ = &frame;
  predicted_ = nullptr;
  model_ = -1;
  regions_.clear();
  width_ = frame.image_width;
  height_ = frame.image_height;
  size_known_ = frame.image_width > 0 && frame.image_height > 0;
  labels_.Resize(frame.labels.size());
  std::size_t n = 0;
  for (std::size_t i = 0; i < frame.labels.size(); ++i) {
    const Label& label = frame.labels[i];
    const Box& box = label.shape.bounds;
    if (!SoundBox(box)) continue;
    if (!label.Judged()) regions_.push_back({box, label.class_id, false});
    if (label.crowd || label.ignore) continue;
    labels_.boxes.Set(n, box);
    labels_.class_id[n] = label.class_id;
    labels_.index[n] = static_cast<std::int32_t>(i);
    ++n;
  }
  labels_.Resize(n);
  if (!size_known_) GrowTo(labels_.boxes);
  for (const IgnoreRegion& region : frame.ignore_regions) {
    if (SoundBox(region.box)) regions_.push_back({region.box, region.class_id, region.every_class});
  }
  label_neighbours_.Find(labels_.boxes, labels_.class_id);
}

void Scene::SetPredictions(const PredictedFrame& predicted, std::int16_t model, const ModelCalibration& calibration,
                           const LabelPool* pool) {
  predicted_ = &predicted;
  model_ = model;
  calibration_ = &calibration;
  pool_ = pool;
  frame_hash_ = HashText(frame_->frame_id, options_.seed);
  for (std::size_t kind = 0; kind < log_rate_.size(); ++kind) {
    log_rate_[kind] = std::min(assumed_log_rate_[kind], static_cast<double>(calibration.kinds[kind].log_rate_bound));
  }

  SortPredictions();
  predictions_.Resize(order_.size());
  for (std::size_t j = 0; j < order_.size(); ++j) {
    const Prediction& prediction = predicted.predictions[order_[j]];
    predictions_.boxes.Set(j, prediction.shape.bounds);
    predictions_.class_id[j] = prediction.class_id;
    predictions_.confidence[j] = std::min(prediction.score, 1.0);
    predictions_.index[j] = static_cast<std::int32_t>(order_[j]);
  }
  if (!size_known_) GrowTo(predictions_.boxes);
  label_overlaps_.Find(labels_.boxes, predictions_.boxes);
  prediction_overlaps_.Transpose(label_overlaps_, predictions_.Size());
  testimonies_.resize(labels_.Size());
  for (std::size_t i = 0; i < labels_.Size(); ++i) {
    testimonies_[i] = Hear(predictions_, label_overlaps_.Of(i), labels_.class_id[i]);
  }
}

void Scene::GrowTo(const BoxColumns& boxes) {
  // Boxes left of or above the origin only: any positive size will do.
  width_ = std::max(width_, 1.0);
  height_ = std::max(height_, 1.0);
  for (std::size_t i = 0; i < boxes.Size(); ++i) {
    width_ = std::max(width_, boxes.x_max[i]);
    height_ = std::max(height_, boxes.y_max[i]);
  }
}

// Leaves in order_ the predictions that take part, by falling confidence.
void Scene::SortPredictions() {
  const std::vector<Prediction>& predictions = predicted_->predictions;
  unsorted_.resize(predictions.size());
  confidences_.resize(predictions.size());
  std::size_t n = 0;
  bool sorted = true;
  for (std::size_t j = 0; j < predictions.size(); ++j) {
    const Prediction& prediction = predictions[j];
    if (!(prediction.score >= options_.min_score) || !SoundBox(prediction.shape.bounds)) continue;
    sorted &= n == 0 || confidences_[n - 1] >= prediction.score;
    unsorted_[n] = static_cast<std::uint32_t>(j);
    confidences_[n] = prediction.score;
    ++n;
  }
  unsorted_.resize(n);
  if (sorted) {
    std::swap(order_, unsorted_);
  } else if (n <= kCountingSort) {
    // Counting who comes before needs no branches that would be mispredicted.
    std::array<std::uint32_t, kCountingSort> rank{};
    for (std::size_t j = 1; j < n; ++j) {
      for (std::size_t k = 0; k < j; ++k) {
        const std::uint32_t behind = confidences_[k] >= confidences_[j] ? 1 : 0;
        rank[j] += behind;
        rank[k] += 1 - behind;
      }
    }
    order_.resize(n);
    for (std::size_t j = 0; j < n; ++j) order_[rank[j]] = unsorted_[j];
  } else {
    std::swap(order_, unsorted_);
    std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
      const double first = predictions[a].score, second = predictions[b].score;
      return first != second ? first > second : a < b;
    });
  }
  if (order_.size() > options_.max_predictions) order_.resize(options_.max_predictions);
}

void Scene::Claim() {
  claimed_.assign(predictions_.Size(), -1);
  taken_.assign(labels_.Size(), false);
  for (std::size_t j = 0; j < predictions_.Size(); ++j) {
    double best = 0.5;
    for (const Overlap& overlap : prediction_overlaps_.Of(j)) {
      if (overlap.iou >= best && !taken_[overlap.other] &&
          labels_.class_id[overlap.other] == predictions_.class_id[j]) {
        best = overlap.iou;
        claimed_[j] = static_cast<std::int32_t>(overlap.other);
      }
    }
    if (claimed_[j] >= 0) taken_[static_cast<std::size_t>(claimed_[j])] = true;
  }
}

std::size_t Scene::BorderSides(const Box& box) const {
  if (!size_known_) return 0;
  constexpr double kNear = 2;
  return (box.x_min <= kNear ? 1U : 0U) + (box.y_min <= kNear ? 1U : 0U) + (box.x_max >= width_ - kNear ? 1U : 0U) +
         (box.y_max >= height_ - kNear ? 1U : 0U);
}

bool Scene::Exhaustive(NameId class_id) const {
  if (Contains(frame_->unknown_classes, class_id)) return false;
  if (frame_->exhaustive_classes.empty()) return true;
  return Contains(frame_->exhaustive_classes, class_id) || Contains(frame_->absent_classes, class_id);
}

bool Scene::Explained(std::size_t prediction) const {
  if (regions_.empty()) return false;
  const Box box = predictions_.boxes.At(prediction);
  return std::any_of(regions_.begin(), regions_.end(), [&](const ExplainingRegion& region) {
    return (region.every_class || region.class_id == predictions_.class_id[prediction]) &&
           ShareInside(box, region.box) >= 0.5;
  });
}

}  // namespace labelwatch
