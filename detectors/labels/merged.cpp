#include "detectors/labels/merged.h"

#include <array>

#include "detectors/labels/filled_by_two.h"
#include "detectors/labels/rule_score.h"
#include "detectors/labels/scene.h"
#include "detectors/labels/sentence.h"

namespace labelwatch {
namespace {

constexpr double kFitsOne = 0.7;       // IoU from which one prediction is what the label is about
constexpr double kConfident = 0.5;     // each of the two
constexpr double kInside = 0.8;        // share of each that lies in the label
constexpr double kTakenByOther = 0.5;  // IoU with another label of the class: then it is that one's object
constexpr double kEvenBet = 0.8, kScale = 10;
constexpr double kFilled = 0.75, kSmaller = 0.2, kShared = 0.3, kAligned = 0.5;
constexpr std::size_t kMost = 8;  // predictions in a label that are tried in pairs, the surest first

bool AreTwo(const FilledByTwo& filling) {
  return filling.fit >= kEvenBet && filling.filled >= kFilled && filling.smaller >= kSmaller &&
         filling.shared <= kShared && filling.aligned >= kAligned;
}

}  // namespace

void MergedDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* /*sums*/) {
  const Scene& scene = view.scene;
  const LabelColumns& labels = scene.Labels();
  const PredictionColumns& predictions = scene.Predictions();
  for (std::size_t i = 0; i < labels.Size(); ++i) {
    if (scene.TestimonyOn(i).fitting < 0 || scene.TestimonyOn(i).fit >= kFitsOne || !scene.Knows(i)) continue;
    std::array<std::size_t, kMost> inside{};
    std::size_t n = 0;
    for (const Overlap& overlap : scene.LabelOverlaps().Of(i)) {  // by falling confidence
      const std::size_t j = overlap.other;
      if (n == kMost || predictions.confidence[j] < kConfident) break;
      if (predictions.class_id[j] == labels.class_id[i] &&
          ShareInside(predictions.boxes.At(j), labels.boxes.At(i)) >= kInside &&
          scene.LargestIoUOfClass(j, i) < kTakenByOther) {
        inside[n++] = j;
      }
    }
    const BestTwo best = BestTwoOf(
        labels.boxes.At(i), {inside.data(), n}, [&](std::size_t j) { return predictions.boxes.At(j); }, AreTwo);
    if (best.filling.fit == 0) continue;
    // Another model that sees one object there knows better than two halves.
    const OtherModels& others = scene.Others();
    if (others.Expected() && others.Ask(labels.boxes.At(i), labels.class_id[i]).overlap_same >= kFitsOne) continue;
    Finding& finding = Add({static_cast<float>(predictions.confidence[best.first]),
                            static_cast<float>(predictions.confidence[best.second])},
                           findings);
    finding.by_rule = true;
    finding.model = scene.Model();
    finding.label = labels.index[i];
    finding.prediction = predictions.index[best.first];
    finding.suggested_class = labels.class_id[i];
    finding.score = RuleScore(kScale * (best.filling.fit - kEvenBet));
  }
}

Explanation MergedDetector::Tell(const JoinedFrame& frame, const Finding& finding, const MergedEvidence& evidence,
                                 const NameTable& classes) const {
  const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
  return {ModelWithConfidence(predicted, evidence.confidence) + " and " + TwoDigits(evidence.other) + " sees two " +
              Plural(LabelClass(frame, finding.label, classes)) + " side by side in this label, and none that fits it",
          {},
          finding.suggested_class};
}

}  // namespace labelwatch
