#pragma once
// One joined frame prepared for judging: the labels and one model's predictions that take part, as columns, and who
// overlaps whom. Filled once per frame and model into reused memory; the detectors only read it.
//
// A label takes part if it is one object (no crowd or ignore region) and its box is sound; a prediction if its box is
// sound and its confidence high enough. Difficult labels take part: they are real objects, and what models miss of them
// is what they usually miss; what is found about them is dropped (Inspector).
// Single-owner.

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "detectors/contract/options.h"
#include "detectors/labels/object_shapes.h"
#include "detectors/labels/other_models.h"
#include "detectors/labels/random.h"
#include "detectors/matching/columns.h"
#include "detectors/matching/overlaps.h"
#include "detectors/matching/shape_overlap.h"
#include "detectors/matching/testimony.h"
#include "schema/calibration.h"
#include "schema/frame.h"

namespace labelwatch {

// Finite, not empty, and within 2^30 pixels of the origin, so that areas and their products stay finite.
bool SoundBox(const Box& box);
// A model that says what the frame is and places no boxes says nothing about boxes.
bool SpeaksAboutBoxes(const PredictedFrame& predicted);

// A region that explains predictions: a crowd or ignore label, or a declared ignore region.
struct ExplainingRegion {
  Box box;
  NameId class_id = 0;
  bool every_class = false;
  const Shape* shape = nullptr;  // of the label; nothing for a declared region
};

// A label of the frame before. `now`: the label of the same track in this frame, -1 where it has none.
struct EarlierLabel {
  Box box;
  NameId class_id = 0;
  std::int32_t now = -1;
};

class Scene {
 public:
  explicit Scene(const InspectOptions& options);

  // The labels of a frame; forgets predictions. `objects`: the shapes of what is labeled, where they are not those of
  // the labels. Both must outlive the use of the scene.
  void SetLabels(const LabeledFrame& frame, std::span<const ObjectShape> objects = {});
  // The predictions of one model on the same frame. `model` is its number in the frame.
  void SetPredictions(const PredictedFrame& predicted, std::int16_t model, const ModelCalibration& calibration,
                      const LabelPool* pool);
  // The other models that looked at the frame. `expected`: see OtherModels.
  void SetOthers(std::span<const PredictedFrame> models, std::size_t self, bool expected) {
    others_.Set(models, self, expected, options_);
  }
  // The frame before in its sequence: what models saw, and what was labeled; both must outlive the use of the scene.
  // Nothing in `before`: the frame has a sequence, of which none came before it.
  void SetBefore(std::span<const PredictedFrame> before, std::span<const EarlierLabel> labels) {
    before_.Set(before, before.size(), true, options_);
    earlier_labels_ = labels;
    has_before_ = !before.empty();
  }
  // The frame has no sequence.
  void SetNothingBefore() {
    before_.Set({}, 0, false, options_);
    earlier_labels_ = {};
    has_before_ = false;
  }
  // How much the frame counts when it is learned from, 0..1.
  void SetTeachingWeight(float weight) { teaching_weight_ = weight; }
  // Work spent on the frame so far, in pairs of boxes that were compared.
  std::uint64_t Steps() const { return steps_ + others_.Steps() + before_.Steps(); }
  void Spend(std::uint64_t steps) const { steps_ += steps; }
  // Which label each prediction claims: by falling confidence the best free label of its class with IoU >= 0.5.
  // Only needed where labels are hidden to learn from it.
  void Claim();

  const LabeledFrame& Frame() const { return *frame_; }
  double Width() const { return width_; }  // of the image in pixels; where unknown, the extent of all boxes
  double Height() const { return height_; }
  double Area() const { return width_ * height_; }
  // Number of image sides within 2 pixels of the box; 0 where the image size is unknown.
  std::size_t BorderSides(const Box& box) const {
    if (!size_known_) return 0;
    return (box.x_min <= kNearBorder ? 1U : 0U) + (box.y_min <= kNearBorder ? 1U : 0U) +
           (box.x_max >= width_ - kNearBorder ? 1U : 0U) + (box.y_max >= height_ - kNearBorder ? 1U : 0U);
  }

  const LabelColumns& Labels() const { return labels_; }
  const Neighbours& LabelNeighbours() const { return label_neighbours_; }

  const PredictedFrame& Predicted() const { return *predicted_; }
  std::int16_t Model() const { return model_; }
  const ModelCalibration& Calibration() const { return *calibration_; }
  const LabelPool* Pool() const { return pool_; }
  const InspectOptions& Options() const { return options_; }
  const OtherModels& Others() const { return others_; }
  const OtherModels& Before() const { return before_; }  // what models saw in the frame before
  bool HasBefore() const { return has_before_; }
  std::span<const EarlierLabel> EarlierLabels() const { return earlier_labels_; }
  float TeachingWeight() const { return teaching_weight_; }
  // Assumed shares of errors, by index into kLearnedKinds: ln of what the stream's own bound leaves of it, and as
  // given.
  double LogRate(std::size_t kind) const { return log_rate_[kind]; }
  double Rate(std::size_t kind) const { return rate_[kind]; }

  const PredictionColumns& Predictions() const { return predictions_; }
  const OverlapLists& LabelOverlaps() const { return label_overlaps_; }                 // labels with predictions
  const OverlapLists& PredictionOverlaps() const { return prediction_overlaps_; }       // predictions with labels
  double LargestIoU(std::size_t prediction) const { return largest_iou_[prediction]; }  // with any label
  // With labels of the prediction's class, one label left out.
  double LargestIoUOfClass(std::size_t prediction, std::size_t but) const {
    const OwnOverlap& own = own_overlaps_[prediction];
    return own.label == but ? own.second : own.largest;
  }
  // The margin that was taken off the label.
  double Margin(std::size_t label) const {
    return objects_.empty() ? 0 : objects_[static_cast<std::size_t>(labels_.index[label])].margin;
  }
  const Testimony& TestimonyOn(std::size_t label) const { return testimonies_[label]; }
  std::span<const Testimony> Testimonies() const { return testimonies_; }
  // Whether one of the models so far sees two objects in a label of the frame and its earlier twin, each of the two on
  // another prediction of the class: then they are no duplicates.
  bool SeenApart(std::size_t index) const { return seen_apart_[index]; }
  std::int32_t Claimed(std::size_t prediction) const { return claimed_[prediction]; }  // -1: none

  // Whether findings about the label are told.
  bool Judged(std::size_t label) const {
    return frame_->labels[static_cast<std::size_t>(labels_.index[label])].Judged();
  }
  // Whether the model knows the class of this label, or of any label; what it does not know it says nothing about.
  bool Knows(std::size_t label) const { return KnowsClass(labels_.class_id[label]); }
  bool KnowsClass(NameId class_id) const {
    const auto unknown = predicted_->unknown_classes;
    return unknown.empty() || std::find(unknown.begin(), unknown.end(), class_id) == unknown.end();
  }
  // What the class vector of a prediction gives to a class, 0..1; 0 where it carries none.
  double GivenTo(std::size_t prediction, NameId class_id) const;
  // Whether an absence of a label of this class says anything.
  bool Exhaustive(NameId class_id) const;
  // Whether at least half of the prediction lies in a region that explains it.
  bool Explained(std::size_t prediction) const;

  // Generator for made errors of one kind in this frame.
  Random MadeErrors(std::size_t kind) const { return Random(frame_hash_ + Mix(kind + 1)); }
  std::uint64_t FrameHash() const { return frame_hash_; }

  // Overlaps of a made copy of a label, found by its bounds: takes over how far the outline of the label agrees with
  // that of each prediction beyond their bounds, so that made errors are measured as real ones are.
  void KeepOutline(std::size_t label, std::span<Overlap> overlaps) const;

  // How the pairs of exact shapes of this frame, labels and model so far, were compared.
  const ShapePairCounts& ShapePairs() const { return shapes_.Counts(); }

  // Scratch memory for the overlaps of made labels.
  OverlapBuffer& Scratch() const { return scratch_; }

 private:
  struct OwnOverlap {  // of a prediction with labels of its class
    double largest = 0, second = 0;
    std::size_t label = static_cast<std::size_t>(-1);  // of the largest
  };
  enum class Answer : std::uint8_t { kNotAsked, kNo, kYes };

  void SortPredictions();
  void LookForTwins();
  void GrowTo(const BoxColumns& boxes);
  void AddLabelShapes();
  void CompareShapes();
  void Refine(std::size_t shape, std::size_t other_shape, double& area, double& other_area, Overlap& overlap);
  bool ExplainedByRegion(std::size_t prediction) const;
  bool Covers(const ExplainingRegion& region, std::size_t number, std::size_t prediction) const;
  // Of the object that a label of the frame is about.
  const Shape& ShapeOf(std::size_t index) const {
    return objects_.empty() ? frame_->labels[index].shape : objects_[index].shape;
  }

  const InspectOptions options_;
  const std::array<double, 4> rate_, assumed_log_rate_;
  const LabeledFrame* frame_ = nullptr;
  std::span<const ObjectShape> objects_;  // by label of the frame; empty: the labels' shapes
  const PredictedFrame* predicted_ = nullptr;
  const ModelCalibration* calibration_ = nullptr;
  const LabelPool* pool_ = nullptr;
  std::int16_t model_ = -1;
  double width_ = 0, height_ = 0;
  bool size_known_ = false;
  std::uint64_t frame_hash_ = 0;
  std::array<double, 4> log_rate_{};
  LabelColumns labels_;
  PredictionColumns predictions_;
  OtherModels others_, before_;
  std::span<const EarlierLabel> earlier_labels_;
  bool has_before_ = false;
  float teaching_weight_ = 1;
  std::vector<ExplainingRegion> regions_;
  mutable std::vector<Answer> explained_;  // by prediction, each asked once; where there are regions
  Neighbours label_neighbours_;
  OverlapLists label_overlaps_, prediction_overlaps_;
  std::vector<double> largest_iou_;
  std::vector<OwnOverlap> own_overlaps_;  // by prediction
  mutable std::uint64_t steps_ = 0;
  std::vector<Testimony> testimonies_;
  std::vector<std::int32_t> claimed_;
  std::vector<std::uint32_t> order_, unsorted_;
  std::vector<double> confidences_;
  std::vector<bool> taken_;
  std::vector<bool> seen_apart_;  // by label of the frame
  mutable OverlapBuffer scratch_;
  // Labels, regions and predictions, in this order; filled only for frames with other shapes than boxes.
  mutable ShapeOverlap shapes_;
  bool other_labels_ = false, shapes_filled_ = false;
};

}  // namespace labelwatch
