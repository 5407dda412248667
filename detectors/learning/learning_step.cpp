#include "detectors/learning/learning_step.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "detectors/labels/class_pairs.h"
#include "detectors/labels/error_share.h"
#include "detectors/labels/layout.h"
#include "detectors/labels/poisson_bound.h"
#include "detectors/labels/start_weights.h"
#include "detectors/learning/pinning.h"

namespace labelwatch {
namespace {

constexpr float kPull = 0.06F;        // towards the start weights
constexpr float kPriorCurvature = 3;  // keeps the first steps small
constexpr float kLongestStep = 0.1F;  // of one weight in one block: without it large blocks overshoot
constexpr float kStep = 0.3F;         // eta of the shared weights
constexpr std::array<float, 4> kStepOfClass = {0.6F, 0.3F, 0.3F, 0.9F};  // by index into kLearnedKinds
constexpr float kMedianStep = 0.05F;

// w += clip(eta (z - pull (w - w_start)) / (v + prior)) for one range of weights.
void MoveWeights(std::size_t from, std::size_t to, float step, const KindSums& sums, const std::vector<float>& start,
                 KindCalibration& kind) {
  for (std::size_t i = from; i < to; ++i) {
    const float gradient = i < sums.gradient.size() ? sums.gradient[i] : 0.0F;
    const float home = i < start.size() ? start[i] : 0.0F;
    const float move = step * (gradient - kPull * (kind.weights[i] - home)) / (kind.curvature[i] + kPriorCurvature);
    kind.weights[i] += std::clamp(move, -kLongestStep, kLongestStep);
  }
}

// The reference of a bin is its weight while the bin is learning (little curvature), then follows it slowly.
// `follow`: share of the way that it goes in this step.
void MoveReference(float follow, KindCalibration& kind) {
  constexpr float kSettled = 60;  // curvature: some hundred objects; at 40 it would stop on the way, and flag less
  kind.reference.resize(kind.weights.size(), 0.0F);
  for (std::size_t i = 0; i < kind.weights.size(); ++i) {
    if (kind.curvature[i] < kSettled) {
      kind.reference[i] = kind.weights[i];
    } else {
      kind.reference[i] += follow * (kind.weights[i] - kind.reference[i]);
    }
  }
}

void StepOfKind(std::size_t k, const KindSums& sums, float keep, float follow, KindCalibration& kind) {
  const std::size_t size = std::max({kind.weights.size(), sums.gradient.size(), kSharedWeights[k]});
  kind.weights.resize(size);
  kind.curvature.resize(size);
  for (float& curvature : kind.curvature) curvature *= keep;
  for (std::size_t i = 0; i < sums.curvature.size(); ++i) kind.curvature[i] += sums.curvature[i];
  const std::vector<float>& start = StartCalibration().kinds[k].weights;
  MoveWeights(0, kSharedWeights[k], kStep, sums, start, kind);
  MoveWeights(kSharedWeights[k], size, kStepOfClass[k], sums, start, kind);
  MoveReference(follow, kind);
  UpdateReferenceGain(k, kind);
  UpdatePinnedReach(k, kind);
  AddCounts(sums, keep, kind);
}

void CountConfusions(const ModelTally& sums, float keep, ModelCalibration& model) {
  for (ConfusionCount& pair : model.confusions) pair.count *= keep;
  std::vector<ConfusionCount> seen;
  for (const ConfusionPair& pair : sums.confusions) seen.push_back({pair.predicted, pair.labeled, 1});
  AddPairs(std::move(seen), kMostConfusions, model.confusions);
}

}  // namespace

float LogRateBound(const ScoreHistogram& made, const ScoreHistogram& real) {
  constexpr float kEnough = 200, kLeastAbove = 20, kLeastShare = 0.1F, kLeastRate = 0.002F;
  const float all = std::accumulate(made.begin(), made.end(), 0.0F);
  if (all < kEnough) return 0;
  float made_above = 0, real_above = 0, bound = 1;
  for (std::size_t cell = kScoreCells; cell-- > 0;) {
    made_above += made[cell];
    real_above += real[cell];
    if (made_above >= std::max(kLeastAbove, kLeastShare * all))
      bound = std::min(bound, AtMost(real_above) / made_above);
  }
  return std::log(std::max(bound, kLeastRate));
}

void AddCounts(const ScoreSums& sums, float keep, ScoreCounts& counts) {
  for (std::size_t cell = 0; cell < kScoreCells; ++cell) {
    counts.made[cell] = counts.made[cell] * keep + static_cast<float>(sums.made[cell]);
    counts.real[cell] = counts.real[cell] * keep + static_cast<float>(sums.real[cell]);
  }
  UpdateShares(counts);
}

void UpdateShares(ScoreCounts& counts) {
  counts.log_rate_bound = LogRateBound(counts.made, counts.real);
  UpdateErrorRatio(counts);
}

float LargestRise(std::size_t kind, const std::vector<float>& from, const std::vector<float>& to) {
  const auto rise_within = [&](std::size_t first, std::size_t end) {
    float rise = 0;
    for (std::size_t i = first; i < std::min({end, from.size(), to.size()}); ++i)
      rise = std::max(rise, to[i] - from[i]);
    return rise;
  };
  float rise = 0;
  const std::span<const std::size_t> first = FeatureStarts(kind);
  for (std::size_t f = 0; f + 1 < first.size(); ++f) rise += rise_within(first[f], first[f + 1]);
  // Of the linear feature, whose value may be as low as -9.2 and as high as 9.2.
  constexpr float kLargestLogit = 9.22F;
  if (std::min(from.size(), to.size()) > 1) rise += (kLargestLogit - 1) * std::abs(to[1] - from[1]);
  const std::size_t classes = kWeightsPerClass[kind] > 1 ? 2 : 1;  // so many class weights apply to an object
  return rise + static_cast<float>(classes) * rise_within(kSharedWeights[kind], std::min(from.size(), to.size()));
}

void UpdateReferenceGain(std::size_t kind, KindCalibration& model) {
  model.reference_gain = LargestRise(kind, model.weights, model.reference);
}

void UpdateSizeLogRatio(ModelCalibration& model) {
  constexpr float kSmooth = 10;  // hidden labels that each cell is given for free
  const float real = std::accumulate(model.size_real.begin(), model.size_real.end(), 0.0F);
  const float made = std::accumulate(model.size_made.begin(), model.size_made.end(), 0.0F);
  const float overall = (real + 1) / (made + 20);
  for (std::size_t cell = 0; cell < kSizeCells; ++cell) {
    model.size_log_ratio[cell] =
        std::log((model.size_real[cell] + kSmooth * overall) / (model.size_made[cell] + kSmooth) / overall);
  }
}

void UpdateContradictionsPerDoubt(ModelCalibration& model) {
  const auto total = [](const std::vector<ConfusionCount>& pairs) {
    return std::accumulate(pairs.begin(), pairs.end(), 1.0, [](double sum, const ConfusionCount& pair) {
      return sum + static_cast<double>(pair.count);
    });
  };
  model.contradictions_per_doubt = total(model.frame_class_contradictions) / total(model.frame_class_habits);
}

void TakeStep(const ModelTally& sums, const InspectOptions& options, ModelCalibration& model) {
  const auto keep = static_cast<float>(std::exp2(-static_cast<double>(sums.frames) / options.learning_half_life));
  const auto follow =
      static_cast<float>(1 - std::exp2(-static_cast<double>(sums.frames) / options.reference_half_life));
  for (std::size_t k = 0; k < model.kinds.size(); ++k) StepOfKind(k, sums.kinds[k], keep, follow, model.kinds[k]);
  for (std::size_t cell = 0; cell < kSizeCells; ++cell) {
    model.size_real[cell] = model.size_real[cell] * keep + static_cast<float>(sums.size_real[cell]);
    model.size_made[cell] = model.size_made[cell] * keep + static_cast<float>(sums.size_made[cell]);
  }
  model.made_median += kMedianStep * 0.5F * (static_cast<float>(sums.made_above) - static_cast<float>(sums.made_below));
  UpdateSizeLogRatio(model);
  CountConfusions(sums, keep, model);
  AddPairs(sums.frame_class_habits, kMostFrameClassPairs, model.frame_class_habits);
  AddPairs(sums.frame_class_contradictions, kMostFrameClassPairs, model.frame_class_contradictions);
  UpdateContradictionsPerDoubt(model);
  // Means over all frames: t_j of confident learning forgets nothing.
  if (model.frame_class_sums.size() < sums.frame_class_sums.size()) {
    model.frame_class_sums.resize(sums.frame_class_sums.size());
  }
  for (std::size_t c = 0; c < sums.frame_class_sums.size(); ++c) {
    model.frame_class_sums[c].probability += sums.frame_class_sums[c].probability;
    model.frame_class_sums[c].frames += sums.frame_class_sums[c].frames;
    model.frame_class_sums[c].agreed += sums.frame_class_sums[c].agreed;
  }
  model.frames += sums.frames;
  PinWhenSettled(options, model);
}

}  // namespace labelwatch
