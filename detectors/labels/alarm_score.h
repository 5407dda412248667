#pragma once
// Whether a finding counts for the rate of its kind: by weights that do not move (detectors/learning/pinning.h).

#include "detectors/labels/additive_model.h"
#include "detectors/labels/scene.h"
#include "schema/finding.h"

namespace labelwatch {

// `kind`: index into kLearnedKinds. Scores that lie too far away for the pinned weights to decide otherwise cost
// nothing; where several models are combined each says how far.
inline void SetOverAlarmScore(const Sample& sample, const Scene& scene, std::size_t kind, Finding& finding) {
  const KindCalibration& model = scene.Calibration().kinds[kind];
  if (!model.Pinned()) return;
  if (!scene.Others().Expected()) {
    finding.over_alarm_score = sample.Score() + model.pinned_above - model.alarm_score;
    if (finding.over_alarm_score < 0) return;
    finding.over_alarm_score = sample.Score() - model.pinned_below - model.alarm_score;
    if (finding.over_alarm_score >= 0) return;
  }
  finding.over_alarm_score = PinnedScore(sample, model) - model.alarm_score;
}

}  // namespace labelwatch
