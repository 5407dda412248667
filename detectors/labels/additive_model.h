#pragma once
// One additive logistic model: s = sum of one weight per feature bin. How made errors and real objects become sums.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "schema/calibration.h"
#include "schema/tally.h"

namespace labelwatch {

// One object as the model sees it: which weights apply to it, and their sum, ln(made / real).
class Sample {
 public:
  // The bias (position 0) always applies. REQUIRES: `model` holds the shared weights of its kind.
  explicit Sample(const KindCalibration& model) : weights_(model.weights), score_(model.weights[0]) {}

  // More apply to no object (layout.h holds it).
  static constexpr std::size_t kMostPositions = 20;

  // REQUIRES: a position among the shared weights.
  void Add(std::size_t first, std::size_t bin) {
    Note(first + bin);
    score_ += weights_[first + bin];
  }
  // A position among the weights of a class, which may lie beyond the end: such a weight is 0.
  void AddOfClass(std::size_t position) {
    Note(position);
    if (position < weights_.size()) score_ += weights_[position];
  }
  // The linear feature, whose weight is at position 1.
  void SetLinear(float value) {
    linear_ = value;
    has_linear_ = true;
    score_ += weights_[1] * value;
  }

  float Score() const { return score_; }
  std::span<const std::uint32_t> Positions() const { return {positions_.data(), count_}; }
  bool HasLinear() const { return has_linear_; }
  float Linear() const { return linear_; }

 private:
  void Note(std::size_t position) {
    if (count_ < kMostPositions) positions_[count_++] = static_cast<std::uint32_t>(position);
  }

  std::span<const float> weights_;
  float score_;
  float linear_ = 0;
  bool has_linear_ = false;
  std::size_t count_ = 0;
  std::array<std::uint32_t, kMostPositions> positions_;
};

// Whether all kinds have the weights that samples read without looking: what was learned elsewhere may not.
bool HoldsSharedWeights(const ModelCalibration& model);

// Adds what one object teaches: `made` errors against real objects. `weight`: how much it counts, 0..1.
void Teach(const Sample& sample, bool made, float weight, KindSums& sums);
// Counts its score: probabilities are shares of what is counted, so only labels that are judged count, and the errors
// made of them. Difficult ones teach alike, but nothing is ever found about them.
void Count(const Sample& sample, bool made, KindSums& sums);

// What the slow copy of the weights says of the same object.
float ReferenceScore(const Sample& sample, const KindCalibration& model);
// What the copy that does not move says of it. REQUIRES: model.Pinned().
float PinnedScore(const Sample& sample, const KindCalibration& model);

// Where a score lies in ScoreHistogram: 0 is the lower end of the first cell, 1 that of the second.
inline float ScorePlace(float score) { return score / kScoreCell + 30.0F; }
// `place`, of ScoreHistogram, kept within 0..`last`; 0 for what is no number. Without a branch: both ends are common.
inline float Within(float place, float last) { return std::max(0.0F, std::min(place, last)); }
// The cell of a score; the first one for what is no number.
inline std::size_t ScoreCell(float score) {
  return static_cast<std::size_t>(
      static_cast<std::int32_t>(Within(ScorePlace(score), static_cast<float>(kScoreCells - 1))));
}

// Position of the first weight of a class. `kind`: index into kLearnedKinds.
constexpr std::size_t ClassPosition(std::size_t kind, NameId class_id) {
  return kSharedWeights[kind] + class_id * kWeightsPerClass[kind];
}

}  // namespace labelwatch
