#include "detectors/labels/inaccurate.h"

#include <algorithm>
#include <optional>

#include "detectors/labels/additive_model.h"
#include "detectors/labels/layout.h"
#include "detectors/labels/sentence.h"
#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr std::size_t kKind = 2;
constexpr double kTouches = 0.1;            // IoU from which a prediction may be of this label
constexpr double kConfidenceWeight = 0.25;  // of confidence against IoU in the choice among several
constexpr double kSideNoise = 0.2;          // standard deviation of a moved side, in widths or heights
constexpr double kLeastMovedIoU = 0.3, kMostMovedIoU = 0.75;
constexpr double kLeastSide = 3;  // pixels
constexpr int kTries = 10;

struct Misfit {
  Sample sample;
  std::size_t prediction = 0;
  double iou = 0;
};

// How the predictions fit the label if its box overlapped them like this. Nothing: none is of this label.
std::optional<Misfit> Fit(const Scene& scene, std::size_t label, std::span<const Overlap> overlaps) {
  using namespace inaccurate;
  const PredictionColumns& predictions = scene.Predictions();
  const NameId class_id = scene.Labels().class_id[label];
  Misfit found;
  double best = 0, best_fit = 0;
  for (const Overlap& overlap : overlaps) {
    best_fit = std::max(best_fit, overlap.iou);
    if (overlap.iou < kTouches || predictions.class_id[overlap.other] != class_id) continue;
    const double claim = overlap.iou + kConfidenceWeight * predictions.confidence[overlap.other];
    if (claim > best) {
      best = claim;
      found.prediction = overlap.other;
      found.iou = overlap.iou;
    }
  }
  if (best <= 0) return std::nullopt;

  double rival = 0;
  for (const Overlap& overlap : scene.PredictionOverlaps().Of(found.prediction)) {
    if (overlap.other != label && scene.Labels().class_id[overlap.other] == class_id) {
      rival = std::max(rival, overlap.iou);
    }
  }
  found.sample.Add(kFirst[kFit], kFitBins.Of(found.iou));
  found.sample.Add(kFirst[kConfidence], kConfidenceBins.Of(predictions.confidence[found.prediction]));
  found.sample.Add(kFirst[kSize], kSizeBins.Of(predictions.boxes.area[found.prediction] / scene.Area()));
  found.sample.Add(kFirst[kRival], kOverlapBins.Of(rival));
  found.sample.Add(kFirst[kBestFit], kFitBins.Of(best_fit));
  found.sample.AddOfClass(ClassPosition(kKind, class_id));
  return found;
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

}  // namespace

void InaccurateDetector::Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const {
  const LabelColumns& labels = scene.Labels();
  const KindCalibration& model = scene.Calibration().kinds[kKind];
  Random random = scene.MadeErrors(kKind);
  for (std::size_t i = 0; i < labels.Size(); ++i) {
    if (const auto real = Fit(scene, i, scene.LabelOverlaps().Of(i))) {
      const float score = Score(model, real->sample);
      Finding& finding = findings.emplace_back();
      finding.kind = Kind::kInaccurate;
      finding.model = scene.Model();
      finding.label = labels.index[i];
      finding.prediction = scene.Predictions().index[real->prediction];
      finding.suggested_class = labels.class_id[i];
      finding.score = score + scene.LogRate(kKind);
      finding.evidence = {static_cast<float>(scene.Predictions().confidence[real->prediction]),
                          static_cast<float>(real->iou), score};
      finding.detector = Name();
      if (sums != nullptr) Learn(real->sample, false, score, sums->kinds[kKind]);
    }
    if (sums == nullptr) continue;
    if (const auto moved = MoveSides(labels.boxes.At(i), scene, random)) {
      Scene::Scratch& memory = scene.Memory();
      memory.overlaps.clear();
      AppendOverlaps(*moved, scene.Predictions().boxes, memory.row, memory.overlaps);
      if (const auto made = Fit(scene, i, memory.overlaps)) {
        Learn(made->sample, true, Score(model, made->sample), sums->kinds[kKind]);
      }
    }
  }
}

std::string InaccurateDetector::Explain(const JoinedFrame& frame, const Finding& finding,
                                        const NameTable& classes) const {
  const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
  return ModelWithConfidence(predicted, finding.evidence[0]) + " places this " +
         std::string(LabelClass(frame, finding.label, classes)) + " differently (IoU " +
         TwoDigits(finding.evidence[1]) + " with the label)";
}

}  // namespace labelwatch
