#include "detectors/labels/inaccurate.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "detectors/labels/additive_model.h"
#include "detectors/labels/box_difference.h"
#include "detectors/labels/layout.h"
#include "detectors/labels/made_error.h"
#include "detectors/labels/margin.h"
#include "detectors/labels/reference_score.h"
#include "detectors/labels/scene.h"
#include "detectors/labels/sentence.h"
#include "detectors/matching/boundary_distance.h"
#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr std::size_t kKind = 2;
constexpr double kSideNoise = 0.2;  // standard deviation of a moved side, in widths or heights
constexpr double kLeastMovedIoU = 0.3, kMostMovedIoU = 0.75;
constexpr double kLeastSide = 3;  // pixels
constexpr int kTries = 10;

// REQUIRES: a prediction fits the label.
// `box`: of the label, as it is or moved.
Sample SampleOf(const Scene& scene, std::size_t label, const Box& box, const Testimony& testimony) {
  using namespace inaccurate;
  const PredictionColumns& predictions = scene.Predictions();
  const NameId class_id = scene.Labels().class_id[label];
  const auto fitting = static_cast<std::size_t>(testimony.fitting);
  const double rival = scene.LargestIoUOfClass(fitting, label);  // the prediction has the class of the label
  Sample sample(scene.Calibration().kinds[kKind]);
  sample.Add(kFirst[kFit], kFitBins.Of(testimony.fit));
  sample.Add(kFirst[kConfidence], kConfidenceBins.Of(predictions.confidence[fitting]));
  sample.Add(kFirst[kSize], kSizeBins.Of(predictions.boxes.area[fitting] / scene.Area()));
  sample.Add(kFirst[kRival], kOverlapBins.Of(rival));
  sample.Add(kFirst[kBestFit], kFitBins.Of(testimony.overlap));
  if (const OtherModels& others = scene.Others(); others.Expected()) {
    const Opinion on_label = others.Ask(box, class_id);
    const Opinion on_prediction = others.Ask(predictions.boxes.At(fitting), class_id);
    on_label.Add(kFirst[kModelsFit], kOtherFitBins, on_label.overlap_same, sample);
    on_prediction.Add(kFirst[kModelsAgreement], kAgreementBins, on_prediction.overlap_same, sample);
  }
  sample.AddOfClass(ClassPosition(kKind, class_id));
  return sample;
}

// The box with each side moved, clipped to the image; nothing where ten tries gave no fair error.
std::optional<Box> MoveSides(const Box& box, const Scene& scene, Random& random) {
  const double width = kSideNoise * box.Width(), height = kSideNoise * box.Height();
  for (int i = 0; i < kTries; ++i) {
    const Box moved = {std::max(0.0, box.x_min + random.Normal() * width),
                       std::max(0.0, box.y_min + random.Normal() * height),
                       std::min(scene.Width(), box.x_max + random.Normal() * width),
                       std::min(scene.Height(), box.y_max + random.Normal() * height)};
    if (!(moved.Width() > kLeastSide && moved.Height() > kLeastSide)) continue;
    const double iou = IoU(moved, box);
    if (iou >= kLeastMovedIoU && iou <= kMostMovedIoU) return moved;
  }
  return std::nullopt;
}

// Where both have more of an outline than a box: overlap hides a missing limb of a large object, its outline does not.
std::string OutlinesInWords(const Shape& label, const Shape& reference) {
  if (label.kind == ShapeKind::kBox || reference.kind == ShapeKind::kBox) return {};
  const auto gap = BoundaryDistance().Between(label, reference);
  if (!gap) return {};
  const double diagonal = std::hypot(reference.bounds.Width(), reference.bounds.Height());
  const auto pixels = [&](double share) { return std::to_string(std::lround(share * diagonal)) + " px"; };
  return "the outlines lie " + pixels(gap->mean) + " apart on average, " + pixels(gap->percentile95) +
         " where they differ most";
}

std::string MarginInWords(double margin) {
  return margin == 0 ? "" : ", its margin of " + Percent(margin) + " taken off";
}

}  // namespace

void InaccurateDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) {
  const Scene& scene = view.scene;
  const LabelColumns& labels = scene.Labels();
  Random random = scene.MadeErrors(kKind);
  for (std::size_t i = 0; i < labels.Size(); ++i) {
    if (!scene.Knows(i)) continue;
    const Testimony& testimony = scene.TestimonyOn(i);
    if (testimony.fitting >= 0) {
      const auto fitting = static_cast<std::size_t>(testimony.fitting);
      const Sample sample = SampleOf(scene, i, labels.boxes.At(i), testimony);
      Finding& finding = Add({static_cast<float>(scene.Predictions().confidence[fitting]),
                              static_cast<float>(testimony.fit), static_cast<float>(scene.Margin(i))},
                             findings);
      finding.model = scene.Model();
      finding.label = labels.index[i];
      finding.prediction = scene.Predictions().index[fitting];
      finding.suggested_class = labels.class_id[i];
      SetScore(sample, scene, kKind, 0, finding);
      if (sums != nullptr) Teach(sample, false, scene.TeachingWeight(), sums->kinds[kKind]);
      if (sums != nullptr && scene.Judged(i)) Count(sample, false, sums->kinds[kKind]);
    }
    if (sums == nullptr) continue;
    if (const auto moved = MoveSides(labels.boxes.At(i), scene, random)) {
      OverlapBuffer& overlaps = scene.Scratch();
      overlaps.Clear();
      overlaps.Append(*moved, scene.Predictions().boxes);
      scene.KeepOutline(i, overlaps.All());
      const Testimony made = Hear(scene.Predictions(), overlaps.All(), labels.class_id[i]);
      if (made.fitting >= 0) {
        const Sample sample = SampleOf(scene, i, *moved, made);
        Teach(sample, true, scene.TeachingWeight(), sums->kinds[kKind]);
        if (scene.Judged(i)) Count(sample, true, sums->kinds[kKind]);
        if (view.made != nullptr) AddMade(sample, scene, kKind, labels.index[i], Name(), *view.made);
      }
    }
  }
}

Explanation InaccurateDetector::Tell(const JoinedFrame& frame, const Finding& finding,
                                     const InaccurateEvidence& evidence, const NameTable& classes) const {
  const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
  constexpr float kFits = 0.9F;
  const bool fits = evidence.iou >= kFits;
  const auto margin = static_cast<double>(evidence.margin);
  std::string text = ModelWithConfidence(predicted, evidence.confidence) + " places " +
                     ThisOne(LabelClass(frame, finding.label, classes)) +
                     (fits ? " where the label does (IoU " : " differently (IoU ") + TwoDigits(evidence.iou) +
                     " with the label" + MarginInWords(margin) + ")";
  if (fits) return {text, {}, finding.suggested_class};
  const Shape& label = frame.labels.labels[static_cast<std::size_t>(finding.label)].shape;
  const Shape& reference = predicted.predictions[static_cast<std::size_t>(finding.prediction)].shape;
  const Box object = BoundsWithoutMargin(label, margin, ImageSizeOf(frame.labels));
  for (const std::string& words : {DifferenceInWords(ResidualsOf(object, reference.bounds)),
                                   margin == 0 ? OutlinesInWords(label, reference) : std::string()}) {
    if (!words.empty()) text += "; " + words;
  }
  return {text, {}, finding.suggested_class};
}

}  // namespace labelwatch
