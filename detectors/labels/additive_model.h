#pragma once
// One additive logistic model: s = sum of one weight per feature bin. How made errors and real objects become sums.

#include <array>
#include <cstddef>
#include <cstdint>

#include "schema/calibration.h"
#include "schema/tally.h"

namespace labelwatch {

// One object as the model sees it: the weights that apply to it.
struct Sample {
  std::array<std::uint32_t, 15> shared;  // positions among the shared weights
  std::uint32_t shared_count = 0;
  std::array<std::uint32_t, 2> of_class;  // positions among the class weights; may lie beyond the end
  std::uint32_t of_class_count = 0;
  // The weight at position 1 is multiplied by this, where there is a linear feature; else 0 and position 1 is a bin.
  float linear = 0;
  bool has_linear = false;

  void Add(std::size_t first, std::size_t bin) { shared[shared_count++] = static_cast<std::uint32_t>(first + bin); }
  void AddOfClass(std::size_t position) { of_class[of_class_count++] = static_cast<std::uint32_t>(position); }
  void SetLinear(double value) {
    linear = static_cast<float>(value);
    has_linear = true;
  }
};

// ln(made / real) at these features. The bias (position 0) always applies.
float Score(const KindCalibration& model, const Sample& sample);

// Adds what one object teaches: `made` errors against real objects, which scored `score`.
void Learn(const Sample& sample, bool made, float score, KindSums& sums);

// Cell of a score in ScoreHistogram.
std::size_t ScoreCell(float score);

// Position of the first weight of a class. `kind`: index into kLearnedKinds.
constexpr std::size_t ClassPosition(std::size_t kind, NameId class_id) {
  return kSharedWeights[kind] + class_id * kWeightsPerClass[kind];
}

}  // namespace labelwatch
