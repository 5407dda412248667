#pragma once
// When the slow copy of the weights decides.
//
// A source that stops labeling a class makes the weights learn that such objects are never labeled, and the missing
// labels would stop being flagged (the same holds for classes that are renamed, or boxes that are drawn loosely, by
// policy or by mistake). The slow copy still says what was usual. It decides only where the present weights would not
// flag, it would, and the two differ by a factor of e in odds: refinement by a few frames is less than that, so that
// the order of findings on a steady stream stays that of the present weights. Costs nothing for scores far from the
// threshold.

#include "detectors/labels/additive_model.h"
#include "detectors/labels/alarm_score.h"
#include "detectors/labels/error_share.h"
#include "detectors/labels/scene.h"
#include "schema/finding.h"

namespace labelwatch {

inline constexpr float kReferenceMargin = 1.0F;

// `kind`: index into kLearnedKinds. `more`: what is added to the score of the sample beside the rate.
inline void SetScore(const Sample& sample, const Scene& scene, std::size_t kind, double more, Finding& finding) {
  const KindCalibration& model = scene.Calibration().kinds[kind];
  const double shift = scene.LogRate(kind) + more;
  const auto flags = [&](double score) {
    const ErrorShare share = ShareOf(model.ratio, score, scene.LogRate(kind), scene.Rate(kind));
    return static_cast<double>(share.probability) >= scene.Options().flag_probability;
  };
  finding.score = static_cast<double>(sample.Score()) + shift;
  SetOverAlarmScore(sample, scene, kind, finding);
  if (model.reference_gain < kReferenceMargin || flags(finding.score) ||
      !flags(finding.score + static_cast<double>(model.reference_gain))) {
    return;
  }
  const float reference = ReferenceScore(sample, model);
  if (reference - sample.Score() < kReferenceMargin || !flags(static_cast<double>(reference) + shift)) return;
  finding.score = static_cast<double>(reference) + shift;
  finding.by_reference = true;
}

}  // namespace labelwatch
