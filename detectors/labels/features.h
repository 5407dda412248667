#pragma once
// The features of the learned scores in words: what a person reads of a calibration.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace labelwatch {

struct FeatureWords {
  std::string_view words;         // "confidence of the prediction"
  std::size_t first = 0;          // position of its first weight
  std::span<const double> edges;  // between its bins; none: one weight
  bool of_others = false;         // of other models or the frame before: one bin more, where they say nothing

  std::size_t Weights() const { return edges.size() + (of_others ? 2 : 1); }
};

// All features in the order of their weights, those of classes excepted. `kind`: index into kLearnedKinds.
std::span<const FeatureWords> FeaturesOf(std::size_t kind);

// "confidence of the prediction 0.5 to 0.62". REQUIRES: bin < feature.Weights().
std::string BinWords(const FeatureWords& feature, std::size_t bin);

}  // namespace labelwatch
