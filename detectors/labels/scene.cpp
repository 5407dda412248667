#include "detectors/labels/scene.h"

#include <algorithm>
#include <cmath>

#include "detectors/labels/ordered_box.h"
#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr std::size_t kCountingSort = 32;      // up to so many predictions
constexpr std::uint64_t kStepsOfOverlap = 16;  // it is kept, sorted and looked at by several

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

bool SpeaksAboutBoxes(const PredictedFrame& predicted) {
  return !predicted.predictions.empty() || predicted.class_probabilities.empty();
}

Scene::Scene(const InspectOptions& options)
    : options_(options),
      rate_{options.rate_missing, options.rate_wrong_class, options.rate_inaccurate, options.rate_spurious},
      assumed_log_rate_{std::log(rate_[0]), std::log(rate_[1]), std::log(rate_[2]), std::log(rate_[3])} {}

void Scene::SetLabels(const LabeledFrame& frame, std::span<const ObjectShape> objects) {
  frame_ = &frame;
  objects_ = objects;
  predicted_ = nullptr;
  model_ = -1;
  steps_ = 0;
  others_.StartFrame();
  before_.StartFrame();
  regions_.clear();
  width_ = frame.image_width;
  height_ = frame.image_height;
  size_known_ = frame.image_width > 0 && frame.image_height > 0;
  labels_.Resize(frame.labels.size());
  labels_.shape_area.clear();
  predictions_.shape_area.clear();
  seen_apart_.assign(frame.labels.size(), false);
  shapes_filled_ = false;
  shapes_.Start(frame.image_width, frame.image_height);
  bool only_boxes = true;
  std::size_t n = 0;
  for (std::size_t i = 0; i < frame.labels.size(); ++i) {
    const Label& label = frame.labels[i];
    const Shape& shape = ShapeOf(i);
    const Box& box = shape.bounds;
    if (!SoundBox(box)) {
      // Drawn from the lower right: what is wrong with the label is said of the label, its object is not missing too.
      if (SoundBox(Ordered(box))) regions_.push_back({Ordered(box), label.class_id, true});
      continue;
    }
    only_boxes &= shape.kind == ShapeKind::kBox;
    if (!label.Judged()) regions_.push_back({box, label.class_id, false, &shape});
    if (label.crowd || label.ignore) continue;
    labels_.boxes.Set(n, box);
    labels_.class_id[n] = label.class_id;
    labels_.index[n] = static_cast<std::int32_t>(i);
    ++n;
  }
  labels_.Resize(n);
  other_labels_ = !only_boxes;
  if (!size_known_) GrowTo(labels_.boxes);
  for (const IgnoreRegion& region : frame.ignore_regions) {
    if (SoundBox(region.box)) regions_.push_back({region.box, region.class_id, region.every_class});
  }
  if (!other_labels_) {
    label_neighbours_.Find(labels_.boxes, labels_.class_id);
    return;
  }
  AddLabelShapes();
  label_neighbours_.FindRefined(labels_.boxes, labels_.class_id, [&](std::size_t i, std::size_t j, Overlap& overlap) {
    Refine(i, j, labels_.shape_area[i], labels_.shape_area[j], overlap);
  });
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
  bool only_boxes = !other_labels_;
  for (std::size_t j = 0; j < order_.size(); ++j) {
    const Prediction& prediction = predicted.predictions[order_[j]];
    only_boxes &= prediction.shape.kind == ShapeKind::kBox;
    predictions_.boxes.Set(j, prediction.shape.bounds);
    predictions_.class_id[j] = prediction.class_id;
    predictions_.confidence[j] = std::min(prediction.score, 1.0);
    predictions_.index[j] = static_cast<std::int32_t>(order_[j]);
  }
  if (!size_known_) GrowTo(predictions_.boxes);
  label_overlaps_.Find(labels_.boxes, predictions_.boxes);
  predictions_.shape_area.clear();
  if (!only_boxes) CompareShapes();
  prediction_overlaps_.Transpose(label_overlaps_, predictions_.Size());
  largest_iou_.assign(predictions_.Size(), 0.0);
  own_overlaps_.assign(predictions_.Size(), OwnOverlap{});
  for (const Overlap& overlap : label_overlaps_.All()) {
    largest_iou_[overlap.other] = std::max(largest_iou_[overlap.other], overlap.iou);
    if (labels_.class_id[overlap.box] != predictions_.class_id[overlap.other]) continue;
    OwnOverlap& own = own_overlaps_[overlap.other];
    if (overlap.iou > own.largest) {
      own = {overlap.iou, own.largest, overlap.box};
    } else {
      own.second = std::max(own.second, overlap.iou);
    }
  }
  steps_ += kStepsOfOverlap * label_overlaps_.All().size();
  if (!regions_.empty()) explained_.assign(predictions_.Size(), Answer::kNotAsked);
  testimonies_.resize(labels_.Size());
  for (std::size_t i = 0; i < labels_.Size(); ++i) {
    testimonies_[i] = Hear(predictions_, label_overlaps_.Of(i), labels_.class_id[i]);
  }
  if (!predicted.trained_on_this_frame) LookForTwins();
}

void Scene::LookForTwins() {
  constexpr double kOnIt = 0.5;  // IoU
  for (std::size_t i = 0; i < labels_.Size(); ++i) {
    const std::int32_t twin = label_neighbours_.EarlierTwin(i);
    if (twin == Neighbours::kNone) continue;
    const Testimony &own = testimonies_[i], &other = testimonies_[static_cast<std::size_t>(twin)];
    if (own.fitting >= 0 && other.fitting >= 0 && own.fitting != other.fitting && own.fit >= kOnIt &&
        other.fit >= kOnIt) {
      seen_apart_[static_cast<std::size_t>(labels_.index[i])] = true;
    }
  }
}

// Before any prediction, so that their numbers stay the same for all models.
void Scene::AddLabelShapes() {
  if (shapes_filled_) return;
  shapes_filled_ = true;
  labels_.shape_area.assign(labels_.boxes.area.begin(), labels_.boxes.area.end());
  for (const std::int32_t index : labels_.index) shapes_.Add(ShapeOf(static_cast<std::size_t>(index)));
  for (const ExplainingRegion& region : regions_) {
    shapes_.Add(region.shape != nullptr ? *region.shape : Shape{ShapeKind::kBox, region.box, {}});
  }
}

void Scene::CompareShapes() {
  AddLabelShapes();
  const std::size_t first = labels_.Size() + regions_.size();
  shapes_.KeepFirst(first);
  for (const std::int32_t index : predictions_.index) {
    shapes_.Add(predicted_->predictions[static_cast<std::size_t>(index)].shape);
  }
  predictions_.shape_area.assign(predictions_.boxes.area.begin(), predictions_.boxes.area.end());
  label_overlaps_.ForEachRefine([&](std::size_t label, Overlap& overlap) {
    Refine(label, first + overlap.other, labels_.shape_area[label], predictions_.shape_area[overlap.other], overlap);
  });
}

void Scene::Refine(std::size_t shape, std::size_t other_shape, double& area, double& other_area, Overlap& overlap) {
  if (!(overlap.intersection > 0) || !shapes_.Exact(shape, other_shape)) return;
  const auto shared = shapes_.Compare(shape, other_shape);
  if (!shared) return;  // counted; the bounds stand
  area = shared->area;
  other_area = shared->other_area;
  overlap.intersection = shared->intersection;
  overlap.iou = shared->IoU();
}

void Scene::KeepOutline(std::size_t label, std::span<Overlap> overlaps) const {
  if (predictions_.shape_area.empty()) return;
  const auto real = label_overlaps_.Of(label);
  auto same = real.begin();  // both are by rising prediction
  for (Overlap& overlap : overlaps) {
    while (same != real.end() && same->other < overlap.other) ++same;
    if (same == real.end() || same->other != overlap.other) continue;
    const double of_bounds = IoU(labels_.boxes.At(label), predictions_.boxes.At(overlap.other));
    if (!(of_bounds > 0)) continue;
    const double agreement = same->iou / of_bounds;
    overlap.iou = std::min(1.0, overlap.iou * agreement);
    overlap.intersection *= agreement;
  }
}

void Scene::GrowTo(const BoxColumns& boxes) {
  // Boxes left of or above the origin only: any positive size will do.
  width_ = std::max(width_, 1.0);
  height_ = std::max(height_, 1.0);
  for (std::size_t i = 0; i < boxes.Size(); ++i) {
    width_ = std::max(width_, boxes.At(i).x_max);
    height_ = std::max(height_, boxes.At(i).y_max);
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
    std::array<std::uint32_t, kCountingSort> rank;
    for (std::size_t j = 0; j < n; ++j) {
      std::uint32_t before = 0;
      for (std::size_t k = 0; k < j; ++k) {
        const std::uint32_t behind = confidences_[k] >= confidences_[j] ? 1 : 0;
        before += behind;
        rank[k] += 1 - behind;
      }
      rank[j] = before;
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

double Scene::GivenTo(std::size_t prediction, NameId class_id) const {
  const Prediction& whole = predicted_->predictions[static_cast<std::size_t>(predictions_.index[prediction])];
  const auto vector = std::span(predicted_->object_probabilities).subspan(whole.first_probability, whole.probabilities);
  steps_ += vector.size();
  for (const ClassProbability& entry : vector) {
    if (entry.class_id == class_id) return entry.probability > 0 ? std::min(entry.probability, 1.0) : 0.0;
  }
  return 0;
}

bool Scene::Exhaustive(NameId class_id) const {
  if (Contains(frame_->unknown_classes, class_id)) return false;
  if (frame_->exhaustive_classes.empty()) return true;
  return Contains(frame_->exhaustive_classes, class_id) || Contains(frame_->absent_classes, class_id);
}

bool Scene::Explained(std::size_t prediction) const {
  if (regions_.empty()) return false;
  Answer& answer = explained_[prediction];
  if (answer == Answer::kNotAsked) answer = ExplainedByRegion(prediction) ? Answer::kYes : Answer::kNo;
  return answer == Answer::kYes;
}

bool Scene::ExplainedByRegion(std::size_t prediction) const {
  for (std::size_t i = 0; i < regions_.size(); ++i) {
    const ExplainingRegion& region = regions_[i];
    const bool speaks = region.every_class || region.class_id == predictions_.class_id[prediction];
    if (speaks && Covers(region, i, prediction)) return true;
  }
  return false;
}

// By the outline of the region where it has one; by the bounds where the two cannot be compared.
bool Scene::Covers(const ExplainingRegion& region, std::size_t number, std::size_t prediction) const {
  // A box also holds what is around its object, which fills about half of it (median 0.56 of the labels of 100 COCO
  // frames): with half of the object inside, a quarter of the box is.
  constexpr double kHalf = 0.5, kQuarterOfBox = 0.25;
  const double of_bounds = ShareInside(predictions_.boxes.At(prediction), region.box);
  if (of_bounds <= 0) return false;
  if (predictions_.shape_area.empty()) return of_bounds >= kHalf;  // only boxes in this frame
  const std::size_t shape = labels_.Size() + regions_.size() + prediction, region_shape = labels_.Size() + number;
  const ShapeKind kind = predicted_->predictions[static_cast<std::size_t>(predictions_.index[prediction])].shape.kind;
  const bool box = kind == ShapeKind::kBox;
  if (box && of_bounds < kHalf) return false;
  const auto shared = shapes_.Compare(shape, region_shape);
  if (!shared) return of_bounds >= kHalf;
  const bool whole_box = region.shape == nullptr || region.shape->kind == ShapeKind::kBox;
  return shared->ShareInside() >= (box && !whole_box ? kQuarterOfBox : kHalf);
}

}  // namespace labelwatch
