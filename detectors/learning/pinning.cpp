#include "detectors/learning/pinning.h"

#include <cmath>
#include <limits>

#include "detectors/labels/error_share.h"
#include "detectors/learning/learning_step.h"

namespace labelwatch {
namespace {

double RateOf(std::size_t kind, const InspectOptions& options) {
  const std::array<double, 4> rates = {options.rate_missing, options.rate_wrong_class, options.rate_inaccurate,
                                       options.rate_spurious};
  return rates[kind];
}

// The lowest score, before rates, whose share of errors is the wanted one.
float ScoreOf(double probability, double rate, const KindCalibration& kind) {
  if (!kind.ratio.known) return static_cast<float>(std::log(probability / (1 - probability)) - std::log(rate));
  constexpr double kFarthest = 10, kStep = 1. / 64;
  for (double score = -kFarthest; score <= kFarthest; score += kStep) {
    if (static_cast<double>(ShareAt(kind.ratio, score, rate).probability) >= probability) {
      return static_cast<float>(score);
    }
  }
  return std::numeric_limits<float>::max();  // no score says so much: nothing counts
}

}  // namespace

void PinWhenSettled(const InspectOptions& options, ModelCalibration& model) {
  if (model.frames < options.rate_after_frames) return;
  for (std::size_t k = 0; k < model.kinds.size(); ++k) {
    KindCalibration& kind = model.kinds[k];
    if (kind.Pinned()) continue;
    kind.pinned = kind.weights;
    kind.alarm_score = ScoreOf(options.rate_probability, RateOf(k, options), kind);
    UpdatePinnedReach(k, kind);
  }
}

bool PinAnew(const InspectOptions& options, std::optional<Kind> only, ModelCalibration& model) {
  bool taken = false;
  for (std::size_t k = 0; k < model.kinds.size(); ++k) {
    KindCalibration& kind = model.kinds[k];
    if (!kind.Pinned() || (only && *only != kLearnedKinds[k])) continue;
    kind.pinned.clear();
    taken = true;
  }
  if (taken) PinWhenSettled(options, model);
  return taken;
}

void UpdatePinnedReach(std::size_t kind, KindCalibration& model) {
  if (!model.Pinned()) return;
  if (model.pinned.size() < model.weights.size()) model.pinned.resize(model.weights.size());  // beyond the end: 0
  model.pinned_above = LargestRise(kind, model.weights, model.pinned);
  model.pinned_below = LargestRise(kind, model.pinned, model.weights);
}

}  // namespace labelwatch
