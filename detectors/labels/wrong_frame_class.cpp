#include "detectors/labels/wrong_frame_class.h"

#include <algorithm>
#include <cmath>

#include "detectors/labels/frame_class_habits.h"
#include "detectors/labels/frame_class_thresholds.h"
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

// The class that speaks most strongly against one label of the frame.
struct Rival {
  const ClassProbability* entry = nullptr;
  double strength = 0;  // probability by what is usual for the class, and for frames labeled so
  double habit = 1;
};

Rival StrongestAgainst(NameId labeled, const Scene& scene, const FrameClassThresholds& thresholds,
                       const FrameClassHabits& habits) {
  Rival rival;
  for (const ClassProbability& entry : scene.Predicted().class_probabilities) {
    const double strength = Probability(entry) / thresholds.Of(entry.class_id);
    if (strength * FrameClassHabits::kStrongest <= rival.strength || Labeled(scene.Frame(), entry.class_id)) continue;
    const double habit = habits.FactorOf(entry.class_id, labeled);
    if (strength * habit > rival.strength) rival = {&entry, strength * habit, habit};
  }
  return rival;
}

void LearnFrameClass(NameId labeled, const PredictedFrame& predicted, ModelTally& sums) {
  constexpr double kLeastHabit = 1e-3;  // smaller ones are not worth their place
  if (sums.frame_class_sums.size() <= labeled) sums.frame_class_sums.resize(labeled + 1);
  sums.frame_class_sums[labeled].probability += ProbabilityOf(predicted, labeled);
  sums.frame_class_sums[labeled].frames += 1;
  for (const ClassProbability& entry : predicted.class_probabilities) {
    const double probability = Probability(entry);
    if (entry.class_id == labeled || probability < kLeastHabit) continue;
    sums.frame_class_habits.push_back({entry.class_id, labeled, static_cast<float>(probability)});
  }
}

}  // namespace

void WrongFrameClassDetector::Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const {
  const LabeledFrame& frame = scene.Frame();
  const PredictedFrame& predicted = scene.Predicted();
  if (frame.frame_classes.empty() || predicted.class_probabilities.empty()) return;
  const FrameClassThresholds thresholds(scene.Calibration().frame_class_sums);

  const FrameClassHabits habits(scene.Calibration().frame_class_habits, scene.Calibration().frame_class_sums,
                                predicted.class_probabilities.size());

  for (const NameId labeled : frame.frame_classes) {
    if (!scene.KnowsClass(labeled)) continue;
    const double probability = ProbabilityOf(predicted, labeled);
    if (const Rival rival = StrongestAgainst(labeled, scene, thresholds, habits); rival.entry != nullptr) {
      const double own_strength = std::max(probability, kLeastProbability) / thresholds.Of(labeled);
      Finding& finding = findings.emplace_back();
      finding.kind = Kind::kWrongFrameClass;
      finding.model = scene.Model();
      finding.labeled_class = labeled;
      finding.suggested_class = rival.entry->class_id;
      finding.score = std::log(rival.strength / own_strength) + std::log(scene.Options().rate_wrong_frame_class);
      finding.evidence = {static_cast<float>(Probability(*rival.entry)), static_cast<float>(probability),
                          static_cast<float>(thresholds.Of(labeled)), static_cast<float>(rival.habit)};
      finding.detector = Name();
    }
    if (sums != nullptr) LearnFrameClass(labeled, predicted, *sums);
  }
}

std::string WrongFrameClassDetector::Explain(const JoinedFrame& frame, const Finding& finding,
                                             const NameTable& classes) const {
  const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
  constexpr float kHabitual = 0.5F;  // the rival is four times as usual there as any other class
  const std::string labeled(classes.Name(finding.labeled_class)), suggested(classes.Name(finding.suggested_class));
  return std::string(predicted.model) + " gives " + suggested + " " + TwoDigits(finding.evidence[0]) +
         " and the labeled " + labeled + " " + TwoDigits(finding.evidence[1]) + "; frames labeled " + labeled +
         " usually get " + TwoDigits(finding.evidence[2]) +
         (finding.evidence[3] <= kHabitual ? ", though it often names " + suggested + " there" : "");
}

}  // namespace labelwatch
