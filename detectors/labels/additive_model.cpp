#include "detectors/labels/additive_model.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {

bool HoldsSharedWeights(const ModelCalibration& model) {
  for (std::size_t kind = 0; kind < model.kinds.size(); ++kind) {
    if (model.kinds[kind].weights.size() < kSharedWeights[kind]) return false;
  }
  return true;
}

void Teach(const Sample& sample, bool made, float weight, KindSums& sums) {
  const float p = 1.0F / (1.0F + std::exp(-std::clamp(sample.Score(), -30.0F, 30.0F)));
  const float gradient = weight * ((made ? 1.0F : 0.0F) - p);
  const float curvature = weight * p * (1.0F - p);
  std::size_t needed = 2;
  for (const std::uint32_t position : sample.Positions()) needed = std::max<std::size_t>(needed, position + 1);
  if (sums.gradient.size() < needed) {
    sums.gradient.resize(needed);
    sums.curvature.resize(needed);
  }
  const auto add = [&](std::size_t position, float x) {
    sums.gradient[position] += x * gradient;
    sums.curvature[position] += x * x * curvature;
  };
  add(0, 1);
  if (sample.HasLinear()) add(1, sample.Linear());
  for (const std::uint32_t position : sample.Positions()) add(position, 1);
}

void Count(const Sample& sample, bool made, KindSums& sums) {
  ++(made ? sums.made : sums.real)[ScoreCell(sample.Score())];
}

namespace {

// `at`: weight of a position.
template <typename At>
float ScoreBy(const Sample& sample, At at) {
  float score = at(0) + (sample.HasLinear() ? at(1) * sample.Linear() : 0.0F);
  for (const std::uint32_t position : sample.Positions()) score += at(position);
  return score;
}

}  // namespace

float ReferenceScore(const Sample& sample, const KindCalibration& model) {
  return ScoreBy(sample, [&](std::size_t position) {
    if (position < model.reference.size()) return model.reference[position];
    return position < model.weights.size() ? model.weights[position] : 0.0F;
  });
}

float PinnedScore(const Sample& sample, const KindCalibration& model) {
  return ScoreBy(sample,
                 [&](std::size_t position) { return position < model.pinned.size() ? model.pinned[position] : 0.0F; });
}

}  // namespace labelwatch
