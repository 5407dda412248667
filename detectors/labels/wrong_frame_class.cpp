#include "detectors/labels/wrong_frame_class.h"

#include <algorithm>
#include <cmath>

#include "detectors/labels/frame_class_habits.h"
#include "detectors/labels/frame_class_thresholds.h"
#include "detectors/labels/scene.h"
#include "detectors/labels/sentence.h"

namespace labelwatch {
namespace {

constexpr double kLeastProbability = 1e-6;

bool Labeled(const LabeledFrame& frame, NameId class_id) {
  return std::find(frame.frame_classes.begin(), frame.frame_classes.end(), class_id) != frame.frame_classes.end();
}

// 0..1, whatever came in.
double Probability(const ClassProbability& entry) {
  return entry.probability > 0 ? std::min(entry.probability, 1.0) : 0.0;  // NaN counts as 0
}

// What the model says about a class; 0 where it does not name it.
double ProbabilityOf(const PredictedFrame& predicted, NameId class_id) {
  for (const ClassProbability& entry : predicted.class_probabilities) {
    if (entry.class_id == class_id) return Probability(entry);
  }
  return 0;
}

// The root of the odds against all other classes times the odds by what is usual.
double StrengthOf(double probability, double usual) {
  return probability / std::sqrt(std::max(1 - probability, kLeastProbability) * usual);
}

// The class that speaks most strongly against one label of the frame.
struct Rival {
  const ClassProbability* entry = nullptr;
  double strength = 0;  // with its habit
  double habit = 1;
};

Rival StrongestAgainst(NameId labeled, const Scene& scene, const FrameClassThresholds& thresholds,
                       const FrameClassHabits& habits) {
  Rival rival;
  for (const ClassProbability& entry : scene.Predicted().class_probabilities) {
    const double strength = StrengthOf(Probability(entry), thresholds.Of(entry.class_id));
    if (strength * FrameClassHabits::kStrongest <= rival.strength || Labeled(scene.Frame(), entry.class_id)) continue;
    const double habit = habits.FactorOf(entry.class_id, labeled);
    if (strength * habit > rival.strength) rival = {&entry, strength * habit, habit};
  }
  return rival;
}

// How far a class that the model prefers to the label contradicts it: fully where it gets what is usual for it.
float ContradictionBy(double probability, double usual) {
  constexpr int kSteepness = 8;  // nine tenths of what is usual count less than half
  return static_cast<float>(std::pow(std::min(1.0, probability / usual), kSteepness));
}

void LearnFrameClass(NameId labeled, const Scene& scene, const FrameClassThresholds& thresholds, ModelTally& sums) {
  constexpr double kLeastDoubt = 0.01;  // smaller ones are not worth their place
  const PredictedFrame& predicted = scene.Predicted();
  const double own = ProbabilityOf(predicted, labeled);
  if (sums.frame_class_sums.size() <= labeled) sums.frame_class_sums.resize(labeled + 1);
  sums.frame_class_sums[labeled].probability += own;
  sums.frame_class_sums[labeled].frames += 1;
  const ClassProbability* preferred = nullptr;
  for (const ClassProbability& entry : predicted.class_probabilities) {
    const double probability = Probability(entry);
    if (Labeled(scene.Frame(), entry.class_id)) continue;
    if (probability > own) {
      if (preferred == nullptr || probability > Probability(*preferred)) preferred = &entry;
    } else if (probability >= kLeastDoubt) {
      sums.frame_class_habits.push_back({entry.class_id, labeled, static_cast<float>(probability)});
    }
  }
  if (preferred == nullptr) {
    sums.frame_class_sums[labeled].agreed += 1;
    return;
  }
  sums.frame_class_contradictions.push_back(
      {preferred->class_id, labeled, ContradictionBy(Probability(*preferred), thresholds.Of(preferred->class_id))});
}

}  // namespace

void WrongFrameClassDetector::Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) {
  const Scene& scene = view.scene;
  const LabeledFrame& frame = scene.Frame();
  const PredictedFrame& predicted = scene.Predicted();
  if (frame.frame_classes.empty() || predicted.class_probabilities.empty()) return;
  const FrameClassThresholds thresholds(scene.Calibration().frame_class_sums);
  const FrameClassHabits habits(scene.Calibration());

  for (const NameId labeled : frame.frame_classes) {
    if (!scene.KnowsClass(labeled)) continue;
    const double probability = ProbabilityOf(predicted, labeled);
    if (const Rival rival = StrongestAgainst(labeled, scene, thresholds, habits); rival.entry != nullptr) {
      const double own_strength = std::sqrt(std::max(probability, kLeastProbability) / thresholds.Of(labeled));
      Finding& finding = Add({static_cast<float>(Probability(*rival.entry)), static_cast<float>(probability),
                              static_cast<float>(thresholds.Of(labeled)), static_cast<float>(rival.habit)},
                             findings);
      finding.model = scene.Model();
      finding.labeled_class = labeled;
      finding.suggested_class = rival.entry->class_id;
      finding.score = std::log(rival.strength / own_strength) + std::log(scene.Options().rate_wrong_frame_class);
    }
    if (sums != nullptr) LearnFrameClass(labeled, scene, thresholds, *sums);
  }
}

Explanation WrongFrameClassDetector::Tell(const JoinedFrame& frame, const Finding& finding,
                                          const WrongFrameClassEvidence& evidence, const NameTable& classes) const {
  const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
  constexpr float kOwnConfusion = 0.5F, kOftenWrong = 2;  // factors of FrameClassHabits
  const std::string labeled(classes.Name(finding.labeled_class)), suggested(classes.Name(finding.suggested_class));
  std::string text = std::string(predicted.model) + " gives " + suggested + " " + TwoDigits(evidence.suggested) +
                     " and the labeled " + labeled + " " + TwoDigits(evidence.labeled) + "; frames labeled " + labeled +
                     " usually get " + TwoDigits(evidence.usual);
  if (evidence.habit <= kOwnConfusion) text += ", though it often names " + suggested + " there";
  if (evidence.habit >= kOftenWrong) text += ", and " + suggested + " there more often than it confuses the two";
  return {text, finding.labeled_class, finding.suggested_class};
}

}  // namespace labelwatch
