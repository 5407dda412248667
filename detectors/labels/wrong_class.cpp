#include "detectors/labels/wrong_class.h"

#include <algorithm>
#include <optional>

#include "detectors/labels/additive_model.h"
#include "detectors/labels/layout.h"
#include "detectors/labels/made_error.h"
#include "detectors/labels/reference_score.h"
#include "detectors/labels/scene.h"
#include "detectors/labels/sentence.h"
#include "schema/class_text.h"

namespace labelwatch {
namespace {

constexpr std::size_t kKind = 1;
constexpr double kConfident = 0.5;  // IoU from which the best prediction counts as what the model calls the label

// The most that the model gives to the labeled class: by a prediction of that class, or by the class vector of the one
// that contradicts it, of which detectors keep the winner alone.
double OwnConfidence(const Scene& scene, NameId class_id, const Testimony& testimony) {
  return std::max(testimony.own_confidence, scene.GivenTo(static_cast<std::size_t>(testimony.contradicting), class_id));
}

// REQUIRES: a prediction contradicts the label.
Sample SampleOf(const Scene& scene, std::size_t label, NameId class_id, const Testimony& testimony) {
  using namespace wrong_class;
  const PredictionColumns& predictions = scene.Predictions();
  const auto suggestion = static_cast<std::size_t>(testimony.contradicting);
  // Another label may be what the suggestion sees.
  const double own = scene.LargestIoUOfClass(suggestion, label);
  const double confidence = predictions.confidence[suggestion];
  Sample sample(scene.Calibration().kinds[kKind]);
  sample.SetLinear(Logit(confidence));
  sample.Add(kFirst[kSuggested], kSuggestedBins.Of(confidence));
  sample.Add(kFirst[kLabeled], kLabeledBins.Of(OwnConfidence(scene, class_id, testimony)));
  sample.Add(kFirst[kOwn], kOwnBins.Of(own));
  if (const OtherModels& others = scene.Others(); others.Expected()) {
    const Box box = scene.Labels().boxes.At(label);
    const Opinion suggested = others.Ask(box, predictions.class_id[suggestion]), labeled = others.Ask(box, class_id);
    suggested.Add(kFirst[kModelsSuggested], kOtherModelBins, suggested.confidence_same, sample);
    labeled.Add(kFirst[kModelsLabeled], kOtherModelBins, labeled.confidence_same, sample);
  }
  if (const OtherModels& before = scene.Before(); before.Expected()) {
    const Box box = scene.Labels().boxes.At(label);
    const Opinion suggested = before.Ask(box, predictions.class_id[suggestion]), labeled = before.Ask(box, class_id);
    suggested.Add(kFirst[kBeforeSuggested], kOtherModelBins, suggested.confidence_same, sample);
    labeled.Add(kFirst[kBeforeLabeled], kOtherModelBins, labeled.confidence_same, sample);
  }
  sample.AddOfClass(ClassPosition(kKind, class_id));
  return sample;
}

// A class to rename a label of class `class_id` to: a quarter of the time one on whose labels the model's best
// prediction was `class_id`, as often as it was; else any other class that labels were seen with. Nothing: none was.
std::optional<NameId> DrawClass(const Scene& scene, NameId class_id, Random& random) {
  const auto& confusions = scene.Calibration().confusions;
  if (random.Next() >> 62 == 0) {
    const auto before = [](const ConfusionCount& pair, NameId predicted) { return pair.predicted < predicted; };
    const auto first = std::lower_bound(confusions.begin(), confusions.end(), class_id, before);
    double total = 0;
    for (auto pair = first; pair != confusions.end() && pair->predicted == class_id; ++pair) total += pair->count;
    double left = random.Uniform() * total;
    for (auto pair = first; pair != confusions.end() && pair->predicted == class_id; ++pair) {
      left -= pair->count;
      if (left < 0) return pair->labeled;
    }
  }
  const auto& seen = scene.Pool()->label_classes;
  const auto own = std::lower_bound(seen.begin(), seen.end(), class_id);
  const bool own_seen = own != seen.end() && *own == class_id;
  const std::size_t others = seen.size() - (own_seen ? 1 : 0);
  if (others == 0) return std::nullopt;
  const std::size_t drawn = random.Below(others);
  return seen[drawn + (own_seen && drawn >= static_cast<std::size_t>(own - seen.begin()) ? 1 : 0)];
}

// What the model calls this label, if it is another class: teaches which classes are confused.
void LearnConfusion(const Scene& scene, std::size_t label, ModelTally& sums) {
  for (const Overlap& overlap : scene.LabelOverlaps().Of(label)) {
    if (overlap.iou < kConfident) continue;
    // By falling confidence: the first is the most confident one.
    const NameId predicted = scene.Predictions().class_id[overlap.other];
    const NameId labeled = scene.Labels().class_id[label];
    if (predicted != labeled) sums.confusions.push_back({predicted, labeled});
    return;
  }
}

}  // namespace

void WrongClassDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) {
  const Scene& scene = view.scene;
  const LabelColumns& labels = scene.Labels();
  Random random = scene.MadeErrors(kKind);
  // Without other classes to rename labels to, real ones teach nothing.
  const bool learns = sums != nullptr && scene.Pool() != nullptr && scene.Pool()->label_classes.size() > 1;
  for (std::size_t i = 0; i < labels.Size(); ++i) {
    if (!scene.Knows(i)) continue;
    const Testimony& testimony = scene.TestimonyOn(i);
    if (testimony.contradicting >= 0) {
      const auto suggestion = static_cast<std::size_t>(testimony.contradicting);
      const Sample sample = SampleOf(scene, i, labels.class_id[i], testimony);
      Finding& finding = Add({static_cast<float>(scene.Predictions().confidence[suggestion]),
                              static_cast<float>(OwnConfidence(scene, labels.class_id[i], testimony)),
                              static_cast<float>(testimony.contradiction)},
                             findings);
      finding.model = scene.Model();
      finding.label = labels.index[i];
      finding.prediction = scene.Predictions().index[suggestion];
      finding.suggested_class = scene.Predictions().class_id[suggestion];
      SetScore(sample, scene, kKind, 0, finding);
      if (learns) Teach(sample, false, scene.TeachingWeight(), sums->kinds[kKind]);
      if (learns && scene.Judged(i)) Count(sample, false, sums->kinds[kKind]);
    }
    if (sums == nullptr) continue;
    LearnConfusion(scene, i, *sums);
    if (!learns) continue;
    if (const auto drawn = DrawClass(scene, labels.class_id[i], random); drawn && scene.KnowsClass(*drawn)) {
      const Testimony renamed = Hear(scene.Predictions(), scene.LabelOverlaps().Of(i), *drawn);
      if (renamed.contradicting >= 0) {
        const Sample sample = SampleOf(scene, i, *drawn, renamed);
        Teach(sample, true, scene.TeachingWeight(), sums->kinds[kKind]);
        if (scene.Judged(i)) Count(sample, true, sums->kinds[kKind]);
        if (view.made != nullptr) AddMade(sample, scene, kKind, labels.index[i], Name(), *view.made);
      }
    }
  }
}

Explanation WrongClassDetector::Tell(const JoinedFrame& frame, const Finding& finding,
                                     const WrongClassEvidence& evidence, const NameTable& classes) const {
  const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
  const std::string_view labeled = LabelClass(frame, finding.label, classes);
  std::string text = ModelWithConfidence(predicted, evidence.confidence) + " sees " +
                     WithArticle(SuggestedClass(frame, finding, classes)) + " where " + WithArticle(labeled) +
                     (IsPlural(labeled) ? " are labeled (IoU " : " is labeled (IoU ") + TwoDigits(evidence.iou) + "); ";
  text += evidence.own_confidence > 0
              ? "it sees " + WithArticle(labeled) + " there with " + TwoDigits(evidence.own_confidence)
              : "it sees no " + std::string(labeled) + " there";
  return {text, {}, finding.suggested_class};
}

}  // namespace labelwatch
