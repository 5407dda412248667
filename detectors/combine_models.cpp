#include "detectors/combine_models.h"

#include <algorithm>

#include "detectors/matching/box_overlap.h"

namespace labelwatch {
namespace {

constexpr double kSameObject = 0.5;  // IoU
constexpr double kWeightOfTrained = 0.25;

const Box& PredictedBox(const JoinedFrame& frame, const Finding& finding) {
  return frame.predictions[static_cast<std::size_t>(finding.model)]
      .predictions[static_cast<std::size_t>(finding.prediction)]
      .shape.bounds;
}

// With all its numbers: they are those of the more certain model.
void TakeMoreCertain(const Finding& finding, Finding& combined) {
  const float over = std::max(finding.over_alarm_score, combined.over_alarm_score);
  if (finding.score > combined.score) combined = finding;
  combined.over_alarm_score = over;
}

}  // namespace

bool CombineModels::JoinLabelObject(const JoinedFrame& frame, const Finding& finding) {
  const bool trained = frame.predictions[static_cast<std::size_t>(finding.model)].trained_on_this_frame;
  const double weight = trained ? kWeightOfTrained : 1.0;
  // Findings about the frame as a whole have no label: behind those of the labels they have slots by the class that is
  // in doubt.
  const std::size_t slot =
      finding.label >= 0 ? static_cast<std::size_t>(finding.label) * kKinds + static_cast<std::size_t>(finding.kind)
                         : frame.labels.labels.size() * kKinds + finding.labeled_class % frame_slots_;
  for (std::int32_t at = slots_[slot]; at >= 0; at = labels_[static_cast<std::size_t>(at)].next) {
    LabelObject& object = labels_[static_cast<std::size_t>(at)];
    Finding& combined = combined_[object.finding];
    if (combined.detector != finding.detector || combined.labeled_class != finding.labeled_class) continue;
    TakeMoreCertain(finding, combined);
    object.sum += weight * finding.score;
    object.over_alarm += weight * static_cast<double>(finding.over_alarm_score);
    object.weight += weight;
    return true;
  }
  labels_.push_back({combined_.size(), weight * finding.score, weight,
                     weight * static_cast<double>(finding.over_alarm_score), slots_[slot]});
  slots_[slot] = static_cast<std::int32_t>(labels_.size() - 1);
  return false;
}

bool CombineModels::JoinAbsence(const JoinedFrame& frame, const Finding& finding) {
  const Box& box = PredictedBox(frame, finding);
  for (const Absence& absence : absences_) {
    if (absence.suggested_class != finding.suggested_class || absence.first_model == finding.model) continue;
    Finding& combined = combined_[absence.finding];
    if (combined.detector != finding.detector || IoU(absence.box, box) < kSameObject) continue;
    TakeMoreCertain(finding, combined);
    return true;
  }
  absences_.push_back({combined_.size(), box, finding.suggested_class, finding.model});
  return false;
}

void CombineModels::operator()(const JoinedFrame& frame, std::vector<Finding>& findings) {
  combined_.clear();
  labels_.clear();
  const auto of_frame = [](const Finding& finding) { return finding.label < 0 && finding.prediction < 0; };
  frame_slots_ = 1 + static_cast<std::size_t>(std::ranges::count_if(findings, of_frame));
  slots_.assign(frame.labels.labels.size() * kKinds + frame_slots_, -1);
  absences_.clear();
  for (const Finding& finding : findings) {
    const bool absence = finding.label < 0 && finding.prediction >= 0;
    const bool joined = finding.model >= 0 && (absence ? JoinAbsence(frame, finding) : JoinLabelObject(frame, finding));
    if (!joined) combined_.push_back(finding);
  }
  for (const LabelObject& object : labels_) {
    Finding& combined = combined_[object.finding];
    combined.score = object.sum / object.weight;
    combined.over_alarm_score = static_cast<float>(object.over_alarm / object.weight);
  }
  std::swap(findings, combined_);
}

}  // namespace labelwatch
