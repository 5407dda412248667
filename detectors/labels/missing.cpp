#include "detectors/labels/missing.h"

#include <algorithm>
#include <bit>

#include "detectors/labels/additive_model.h"
#include "detectors/labels/layout.h"
#include "detectors/labels/reference_score.h"
#include "detectors/labels/scene.h"
#include "detectors/labels/sentence.h"
#include "detectors/matching/box_overlap.h"
#include "schema/class_text.h"

namespace labelwatch {
namespace {

constexpr std::size_t kKind = 0;
constexpr double kCovered = 0.5;  // a label with this IoU explains a prediction, whatever its class

// The largest overlaps of a prediction with labels, one label left out.
struct LabelMaxima {
  double same = 0, other = 0;     // IoU with labels of the same class, of another class
  double inside = 0, around = 0;  // share of the prediction in a label, of a label in the prediction
  double lost = 0;                // IoU with labels of the frame before whose tracks have none now
};

// Whether a label covers the prediction, the hidden one left out: true of most, and quicker to ask.
bool Covered(const Scene& scene, std::size_t prediction, std::int32_t hidden) {
  if (hidden < 0) return scene.LargestIoU(prediction) >= kCovered;
  const auto overlaps = scene.PredictionOverlaps().Of(prediction);
  return std::any_of(overlaps.begin(), overlaps.end(), [&](const Overlap& overlap) {
    return overlap.iou >= kCovered && static_cast<std::int32_t>(overlap.other) != hidden;
  });
}

// The largest IoU with a label of the class in the frame before whose track has no label now. A hidden label has none
// now; half of the time it counts as left out of the frame before too, because some errors last.
double IoUWithLost(const Scene& scene, std::size_t prediction, std::int32_t hidden) {
  std::int32_t lost_now = -1;
  if (hidden >= 0 && (Mix(scene.FrameHash() + static_cast<std::uint64_t>(hidden)) & 1) != 0) {
    lost_now = scene.Labels().index[static_cast<std::size_t>(hidden)];
  }
  double largest = 0;
  for (const EarlierLabel& label : scene.EarlierLabels()) {
    if (label.class_id != scene.Predictions().class_id[prediction]) continue;
    if (label.now >= 0 && label.now != lost_now) continue;
    largest = std::max(largest, IoU(label.box, scene.Predictions().boxes.At(prediction)));
  }
  return largest;
}

LabelMaxima MaximaWithLabels(const Scene& scene, std::size_t prediction, std::int32_t hidden) {
  LabelMaxima maxima;
  double shared = 0;
  for (const Overlap& overlap : scene.PredictionOverlaps().Of(prediction)) {
    if (static_cast<std::int32_t>(overlap.other) == hidden) continue;
    const bool same = scene.Labels().class_id[overlap.other] == scene.Predictions().class_id[prediction];
    maxima.same = std::max(maxima.same, same ? overlap.iou : 0.0);
    maxima.other = std::max(maxima.other, same ? 0.0 : overlap.iou);
    shared = std::max(shared, overlap.intersection);
    maxima.around =
        std::max(maxima.around, overlap.intersection / std::max(scene.Labels().ShapeArea(overlap.other), 1.0));
  }
  maxima.inside = shared / scene.Predictions().ShapeArea(prediction);
  maxima.lost = IoUWithLost(scene, prediction, hidden);
  return maxima;
}

Sample SampleOf(const Scene& scene, std::size_t prediction, const LabelMaxima& labels) {
  using namespace missing;
  const PredictionColumns& predictions = scene.Predictions();
  const Box box = predictions.boxes.At(prediction);
  const double area = predictions.boxes.area[prediction];
  const NameId class_id = predictions.class_id[prediction];

  // The better-scored ones come first.
  double better_same = 0, better_other = 0, part = 0;
  ForEachNear(box, predictions.boxes, prediction, [&](std::size_t j) {
    const double shared = Intersection(box, predictions.boxes.At(j));
    const double other_area = predictions.boxes.area[j];
    const double iou = shared / (area + other_area - shared);
    const bool same = predictions.class_id[j] == class_id;
    better_same = std::max(better_same, same ? iou : 0.0);
    better_other = std::max(better_other, same ? 0.0 : iou);
    part = std::max(part, same ? shared / std::min(area, other_area) : 0.0);
  });
  int rank_same = 0;
  for (std::size_t from = 0; from < prediction; from += kGroup) {
    std::uint32_t same = EqualMask(predictions.class_id.data() + from, class_id);
    if (prediction - from < kGroup) same &= (1U << (prediction - from)) - 1;
    rank_same += std::popcount(same);
  }

  Sample sample(scene.Calibration().kinds[kKind]);
  sample.SetLinear(Logit(predictions.confidence[prediction]));
  sample.Add(kFirst[kLogit], kLogitBins.Of(predictions.confidence[prediction]));
  sample.Add(kFirst[kSame], kOverlapBins.Of(labels.same));
  sample.Add(kFirst[kOther], kOverlapBins.Of(labels.other));
  sample.Add(kFirst[kInside], kInsideBins.Of(labels.inside));
  sample.Add(kFirst[kAround], kInsideBins.Of(labels.around));
  sample.Add(kFirst[kBetterSame], kOverlapBins.Of(better_same));
  sample.Add(kFirst[kBetterOther], kOverlapBins.Of(better_other));
  sample.Add(kFirst[kPart], kInsideBins.Of(part));
  sample.Add(kFirst[kSize], kSizeBins.Of(area / scene.Area()));
  sample.Add(kFirst[kAspect], kAspectBins.Of(box.Width() / box.Height()));
  sample.Add(kFirst[kBorder], BorderBin(scene.BorderSides(box)));
  sample.Add(kFirst[kRank], kRankBins.Of(static_cast<double>(prediction)));
  sample.Add(kFirst[kRankSame], kRankSameBins.Of(static_cast<double>(rank_same)));
  if (const OtherModels& others = scene.Others(); others.Expected()) {
    const Opinion opinion = others.Ask(box, class_id);
    opinion.Add(kFirst[kModelsSame], kOtherModelBins, opinion.confidence_same, sample);
    opinion.Add(kFirst[kModelsOther], kOtherModelBins, opinion.confidence_other, sample);
  }
  if (const OtherModels& before = scene.Before(); before.Expected()) {
    const Opinion opinion = before.Ask(box, class_id);
    opinion.Add(kFirst[kBeforeSame], kOtherModelBins, opinion.confidence_same, sample);
    sample.Add(kFirst[kLost], scene.HasBefore() ? kOverlapBins.Of(labels.lost) : kOverlapBins.kCount);
  }
  sample.AddOfClass(ClassPosition(kKind, class_id));
  return sample;
}

}  // namespace

void MissingDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) {
  const Scene& scene = view.scene;
  const PredictionColumns& predictions = scene.Predictions();
  const ModelCalibration& calibration = scene.Calibration();
  for (std::size_t j = 0; j < predictions.Size(); ++j) {
    const std::int32_t hidden = sums != nullptr ? scene.Claimed(j) : -1;
    if (Covered(scene, j, hidden) || scene.Explained(j) || !scene.Exhaustive(predictions.class_id[j])) continue;
    const LabelMaxima labels = MaximaWithLabels(scene, j, hidden);
    const Sample sample = SampleOf(scene, j, labels);
    const float score = sample.Score();
    const std::size_t size = kSizeBins.Of(predictions.boxes.area[j] / scene.Area());
    const double omission = scene.Options().omission_by_size * static_cast<double>(calibration.size_log_ratio[size]);
    const bool made = hidden >= 0;
    if (std::vector<Finding>* const kept = made ? view.made : &findings; kept != nullptr) {
      Finding& finding =
          Add({static_cast<float>(predictions.confidence[j]), static_cast<float>(std::max(labels.same, labels.other))},
              *kept);
      finding.model = scene.Model();
      finding.prediction = predictions.index[j];
      finding.suggested_class = predictions.class_id[j];
      SetScore(sample, scene, kKind, omission, finding);
    }
    if (sums == nullptr) continue;
    Teach(sample, made, scene.TeachingWeight(), sums->kinds[kKind]);
    Count(sample, made, sums->kinds[kKind]);
    if (made) ++(score > calibration.made_median ? sums->made_above : sums->made_below);
    if (score >= calibration.made_median) ++(made ? sums->size_made : sums->size_real)[size];
  }
}

Explanation MissingDetector::Tell(const JoinedFrame& frame, const Finding& finding, const MissingEvidence& evidence,
                                  const NameTable& classes) const {
  const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
  std::string text = ModelWithConfidence(predicted, evidence.confidence) + " sees " +
                     WithArticle(SuggestedClass(frame, finding, classes)) + " here; ";
  if (evidence.overlap > 0) {
    text += "the label nearest to it overlaps it by IoU " + TwoDigits(evidence.overlap) + " only";
  } else {
    text += "no label overlaps it";
  }
  return {text, {}, finding.suggested_class};
}

}  // namespace labelwatch
