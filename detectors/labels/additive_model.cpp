#include "detectors/labels/additive_model.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {
namespace {

void AddTo(std::vector<float>& sums, std::size_t position, float value) {
  if (position >= sums.size()) sums.resize(position + 1);
  sums[position] += value;
}

}  // namespace

float Score(const KindCalibration& model, const Sample& sample) {
  const float* const weights = model.weights.data();
  float score = weights[0];
  if (sample.has_linear) score += weights[1] * sample.linear;
  for (std::uint32_t i = 0; i < sample.shared_count; ++i) score += weights[sample.shared[i]];
  for (std::uint32_t i = 0; i < sample.of_class_count; ++i) {
    if (sample.of_class[i] < model.weights.size()) score += weights[sample.of_class[i]];
  }
  return score;
}

std::size_t ScoreCell(float score) {
  return static_cast<std::size_t>(std::clamp(score * 4.0F + 30.0F, 0.0F, static_cast<float>(kScoreCells - 1)));
}

void Learn(const Sample& sample, bool made, float score, KindSums& sums) {
  const float p = 1.0F / (1.0F + std::exp(-std::clamp(score, -30.0F, 30.0F)));
  const float gradient = (made ? 1.0F : 0.0F) - p;
  const float curvature = p * (1.0F - p);
  const auto add = [&](std::size_t position, float x) {
    AddTo(sums.gradient, position, x * gradient);
    AddTo(sums.curvature, position, x * x * curvature);
  };
  add(0, 1);
  if (sample.has_linear) add(1, sample.linear);
  for (std::uint32_t i = 0; i < sample.shared_count; ++i) add(sample.shared[i], 1);
  for (std::uint32_t i = 0; i < sample.of_class_count; ++i) add(sample.of_class[i], 1);
  ++(made ? sums.made : sums.real)[ScoreCell(score)];
}

}  // namespace labelwatch
