#pragma once
// The probability of each finding of a frame: the share of errors among what looks like it (labels/error_share.h).
//
// Of the kinds that are learned: where one model looked at the frame, by what was counted of its scores; where several
// did, by what was counted of their joint scores, which have a spread of their own. Of duplicates: by the IoU of pairs
// that exist and of labels beside copies of themselves, their sides moved; two labels that a model sees as two objects
// are none. Of the others no errors are made: their score is taken for log-odds; of what
// a rule finds see labels/rule_score.h.
//
// Where verdicts measured a kind, that is the prior, and what they say the probability (measured_share.h).

#include <array>
#include <span>

#include "detectors/contract/options.h"
#include "detectors/labels/scene.h"
#include "schema/calibration.h"
#include "schema/finding.h"

namespace labelwatch {

class Probabilities {
 public:
  explicit Probabilities(const InspectOptions& options);

  // `scene`: of the frame, after all its models. `alone`: of the only model that places boxes; null where several do.
  void Set(const Scene& scene, const Calibration& calibration, const ModelCalibration* alone,
           std::span<Finding> findings) const;

  // Score of a combined finding as JointScores counts it. REQUIRES: a kind of kJointKinds.
  double BeforeRate(const Finding& finding) const { return finding.score - log_rates_[JointKind(finding)]; }
  static std::size_t JointKind(const Finding& finding) { return static_cast<std::size_t>(finding.kind) - 1; }
  static bool IsJoint(const Finding& finding) { return JointKind(finding) < kJointKinds.size() && !finding.by_rule; }

 private:
  // Like kJointKinds. The score of duplicates holds no rate.
  const std::array<double, kJointKinds.size()> rates_, log_rates_;
};

}  // namespace labelwatch
