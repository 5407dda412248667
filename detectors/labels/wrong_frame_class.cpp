#include "detectors/labels/wrong_frame_class.h"

#include <algorithm>
#include <cmath>

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

void LearnFrameClass(NameId class_id, double probability, ModelTally& sums) {
  if (sums.frame_class_sums.size() <= class_id) sums.frame_class_sums.resize(class_id + 1);
  sums.frame_class_sums[class_id].probability += probability;
  sums.frame_class_sums[class_id].frames += 1;
}

}  // namespace

void WrongFrameClassDetector::Judge(const Scene& scene, std::vector<Finding>& findings, ModelTally* sums) const {
  const LabeledFrame& frame = scene.Frame();
  const PredictedFrame& predicted = scene.Predicted();
  if (frame.frame_classes.empty() || predicted.class_probabilities.empty()) return;
  const FrameClassThresholds thresholds(scene.Calibration().frame_class_sums);

  // The class that speaks most strongly against the labels, measured by what is usual for it.
  const ClassProbability* rival = nullptr;
  double rival_strength = 0;
  for (const ClassProbability& entry : predicted.class_probabilities) {
    const double strength = Probability(entry) / thresholds.Of(entry.class_id);
    if (strength > rival_strength && !Labeled(frame, entry.class_id)) {
      rival = &entry;
      rival_strength = strength;
    }
  }
  for (const NameId labeled : frame.frame_classes) {
    const double probability = ProbabilityOf(predicted, labeled);
    if (rival != nullptr) {
      const double own_strength = std::max(probability, kLeastProbability) / thresholds.Of(labeled);
      Finding& finding = findings.emplace_back();
      finding.kind = Kind::kWrongFrameClass;
      finding.model = scene.Model();
      finding.labeled_class = labeled;
      finding.suggested_class = rival->class_id;
      finding.score = std::log(rival_strength / own_strength) + std::log(scene.Options().rate_wrong_frame_class);
      finding.evidence = {static_cast<float>(Probability(*rival)), static_cast<float>(probability),
                          static_cast<float>(thresholds.Of(labeled))};
      finding.detector = Name();
    }
    if (sums != nullptr) LearnFrameClass(labeled, probability, *sums);
  }
}

std::string WrongFrameClassDetector::Explain(const JoinedFrame& frame, const Finding& finding,
                                             const NameTable& classes) const {
  const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(finding.model)];
  const std::string labeled(classes.Name(finding.labeled_class));
  return std::string(predicted.model) + " gives " + std::string(classes.Name(finding.suggested_class)) + " " +
         TwoDigits(finding.evidence[0]) + " and the labeled " + labeled + " " + TwoDigits(finding.evidence[1]) +
         "; frames labeled " + labeled + " usually get " + TwoDigits(finding.evidence[2]);
}

}  // namespace labelwatch
