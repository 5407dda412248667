#pragma once
// When the slow copy of the weights decides.
//
// A source that stops labeling a class makes the weights learn that such objects are never labeled, and the missing
// labels would stop being flagged (the same holds for classes that are renamed, or boxes that are drawn loosely, by
// policy or by mistake). The slow copy still says what was usual. It decides only where the present weights would not
// flag, it would, and the two differ by a factor of e in odds: refinement by a few frames is less than that, so that
// the order of findings on a steady stream stays that of the present weights. Costs nothing for scores far from the
// threshold.

#include "detectors/contract/options.h"
#include "detectors/labels/additive_model.h"
#include "schema/finding.h"

namespace labelwatch {

inline constexpr float kReferenceMargin = 1.0F;

// `shift`: what is added to the score of the sample (rates).
inline void SetScore(const Sample& sample, const KindCalibration& model, double shift, const InspectOptions& options,
                     Finding& finding) {
  finding.score = static_cast<double>(sample.Score()) + shift;
  if (model.reference_gain < kReferenceMargin || finding.score >= options.flag_score ||
      finding.score + static_cast<double>(model.reference_gain) < options.flag_score) {
    return;
  }
  const float reference = ReferenceScore(sample, model);
  if (reference - sample.Score() < kReferenceMargin || static_cast<double>(reference) + shift < options.flag_score)
    return;
  finding.score = static_cast<double>(reference) + shift;
  finding.by_reference = true;
}

}  // namespace labelwatch
