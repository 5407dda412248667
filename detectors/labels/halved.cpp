#include "detectors/labels/halved.h"

#include <algorithm>
#include <array>

#include "detectors/labels/filled_by_two.h"
#include "detectors/labels/rule_score.h"
#include "detectors/labels/scene.h"
#include "detectors/labels/sentence.h"

namespace labelwatch {
namespace {

constexpr double kFitsOne = 0.7;  // IoU from which the prediction is about one of the labels
constexpr double kConfident = 0.5;
constexpr double kInside = 0.8;     // share of each label that lies in the prediction
constexpr double kOwnObject = 0.5;  // IoU of a label with another prediction: then it has an object of its own
constexpr double kEvenBet = 0.8, kScale = 12;
constexpr double kLeastFit = 0.78, kFilled = 0.78, kSmaller = 0.2, kShared = 0.25, kAligned = 0.8;
constexpr std::size_t kMost = 8;  // labels in a prediction that are tried in pairs

bool AreHalves(const FilledByTwo& filling) {
  return filling.fit >= kLeastFit && filling.filled >= kFilled && filling.smaller >= kSmaller &&
         filling.shared <= kShared && filling.aligned >= kAligned;
}

bool HasOwnObject(const Scene& scene, std::size_t label, std::size_t prediction) {
  return std::ranges::any_of(scene.LabelOverlaps().Of(label), [&](const Overlap& overlap) {
    return overlap.other != prediction && overlap.iou >= kOwnObject &&
           scene.Predictions().class_id[overlap.other] == scene.Labels().class_id[label];
  });
}

}  // namespace

void HalvedDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* /*sums*/) {
  const Scene& scene = view.scene;
  const LabelColumns& labels = scene.Labels();
  const PredictionColumns& predictions = scene.Predictions();
  for (std::size_t j = 0; j < predictions.Size() && predictions.confidence[j] >= kConfident; ++j) {
    const auto overlaps = scene.PredictionOverlaps().Of(j);
    if (overlaps.size() < 2 || scene.LargestIoU(j) >= kFitsOne || !scene.KnowsClass(predictions.class_id[j])) continue;
    std::array<std::size_t, kMost> inside{};
    std::size_t n = 0;
    for (const Overlap& overlap : overlaps) {
      const std::size_t i = overlap.other;
      if (n == kMost) break;
      if (labels.class_id[i] == predictions.class_id[j] &&
          ShareInside(labels.boxes.At(i), predictions.boxes.At(j)) >= kInside && !HasOwnObject(scene, i, j)) {
        inside[n++] = i;
      }
    }
    const BestTwo best = BestTwoOf(
        predictions.boxes.At(j), {inside.data(), n}, [&](std::size_t i) { return labels.boxes.At(i); }, AreHalves);
    if (best.filling.fit == 0) continue;
    Finding& finding = Add({static_cast<float>(predictions.confidence[j]), labels.index[best.first]}, findings);
    finding.by_rule = true;
    finding.model = scene.Model();
    finding.label = labels.index[best.second];
    finding.prediction = predictions.index[j];
    finding.suggested_class = labels.class_id[best.second];
    finding.score = RuleScore(kScale * (best.filling.fit - kEvenBet));
  }
}

Explanation HalvedDetector::Tell(const JoinedFrame& frame, const Finding& finding, const HalvedEvidence& evidence,
                                 const NameTable& classes) const {
  const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
  const std::string_view id = frame.labels.labels[static_cast<std::size_t>(evidence.earlier)].id;
  std::string text = ModelWithConfidence(predicted, evidence.confidence) + " sees one " +
                     std::string(LabelClass(frame, finding.label, classes)) + " where this label and another one";
  if (!id.empty()) text += " (" + std::string(id) + ")";
  return {text + " lie side by side", {}, finding.suggested_class};
}

}  // namespace labelwatch
