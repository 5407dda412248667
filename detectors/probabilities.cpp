#include "detectors/probabilities.h"

#include <algorithm>
#include <cmath>

#include "detectors/labels/error_share.h"
#include "detectors/labels/rule_score.h"
#include "detectors/measured_share.h"

namespace labelwatch {
namespace {

static_assert(kJointKinds == std::array{static_cast<Kind>(1), static_cast<Kind>(2), static_cast<Kind>(3),
                                        static_cast<Kind>(4), static_cast<Kind>(5)});
constexpr std::size_t kDuplicates = 4;

ErrorShare DuplicateShare(const Scene& scene, const Finding& finding, const ErrorRatio& ratio, double rate) {
  // Not 0: a model may see twice what is there once.
  constexpr float kSeenApart = 0.02F;
  if (scene.SeenApart(static_cast<std::size_t>(finding.label))) return {kSeenApart, false};
  if (ratio.known) return ShareAt(ratio, finding.score, rate);
  // Too little counted: an even bet at IoU 0.8. Pairs of two objects were seen up to 0.72 (VOC 2007, 5,500 labels).
  constexpr double kEvenBet = 25 * (0.8 - 0.6);
  return ShareOf(ratio, finding.score - kEvenBet, 0, rate);
}

void Measure(const MeasuredShares& measured, Finding& finding) {
  const MeasuredKind& kind = measured.kinds[static_cast<std::size_t>(finding.kind)];
  if (!kind.Known()) return;
  finding.probability = MeasuredShare(kind, finding.score, static_cast<double>(finding.prior));
  finding.rough = false;
}

}  // namespace

Probabilities::Probabilities(const InspectOptions& options)
    : rates_{options.rate_missing, options.rate_wrong_class, options.rate_inaccurate, options.rate_spurious,
             options.rate_duplicate},
      log_rates_{std::log(rates_[0]), std::log(rates_[1]), std::log(rates_[2]), std::log(rates_[3]), 0} {}

void Probabilities::Set(const Scene& scene, const Calibration& calibration, const ModelCalibration* alone,
                        std::span<Finding> findings) const {
  static const JointScores kNothing;
  const JointScores& joint = calibration.joint == nullptr ? kNothing : *calibration.joint;
  for (Finding& finding : findings) {
    ErrorShare share;
    const std::size_t kind = JointKind(finding);
    if (finding.by_rule) {
      share = {static_cast<float>(RuleProbability(finding)), false};
    } else if (!IsJoint(finding)) {
      share = {static_cast<float>(ProbabilityFromScore(finding.score)), false};
    } else if (kind == kDuplicates) {
      share = DuplicateShare(scene, finding, joint.kinds[kind].ratio, rates_[kind]);
    } else if (alone != nullptr) {
      const double bound = static_cast<double>(alone->kinds[kind].log_rate_bound);
      share = ShareOf(alone->kinds[kind].ratio, finding.score, std::min(log_rates_[kind], bound), rates_[kind]);
    } else {
      share = ShareOf(joint.kinds[kind].ratio, finding.score, log_rates_[kind], rates_[kind]);
    }
    finding.probability = finding.prior = share.probability;
    finding.rough = share.rough;
    if (calibration.measured != nullptr) Measure(*calibration.measured, finding);
  }
}

}  // namespace labelwatch
