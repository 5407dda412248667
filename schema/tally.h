#pragma once
// Sums that inspect hands to rates. Tallies add up (a commutative monoid), whatever task they come from.
//
// Plain data. Clear keeps the capacity: a reused tally does not allocate.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "schema/calibration.h"
#include "schema/frame_budget.h"

namespace labelwatch {

// What one kind's additive model learns from: gradient z = sum x (y - p) and curvature v = sum x^2 p (1 - p) by weight.
struct KindSums {
  std::vector<float> gradient, curvature;  // as long as needed; beyond the end: 0
  std::array<std::uint32_t, kScoreCells> made{}, real{};

  void Add(const KindSums& other);
  void Clear();
};

struct ConfusionPair {
  NameId predicted = 0, labeled = 0;
};

struct ModelTally {
  std::string model;         // ModelKey
  std::uint64_t frames = 0;  // frames learned from
  std::array<KindSums, 4> kinds;
  std::array<std::uint32_t, kSizeCells> size_real{}, size_made{};
  std::uint32_t made_above = 0, made_below = 0;  // hidden labels with a score above the median known so far, and others
  std::vector<ConfusionPair> confusions;
  std::vector<FrameClassSum> frame_class_sums;  // by class
  // In any order. `count`: of habits the probability, of contradictions how far it was one, 0..1.
  std::vector<ConfusionCount> frame_class_habits, frame_class_contradictions;

  void Add(const ModelTally& other);
  void Clear();
};

struct LearningTally {
  std::uint64_t frames = 0;                       // frames learned from, whatever the model
  std::vector<ModelTally> models;                 // those with `frames` 0 are unused slots
  std::vector<PooledLabel> labels;                // of the frames learned from, at most kPooledLabels
  std::vector<NameId> label_classes;              // of the frames learned from, each once
  std::vector<Contribution> sources, annotators;  // of the frames learned from, in order of first sight
  FrameScoreSums frame_scores;                    // of all frames that were inspected, where a budget is kept

  // The tally of a model; a new one where it has none.
  ModelTally& Of(std::string_view model, std::string_view model_version);
  void AddLabel(const PooledLabel& label);
  // One frame of this source and annotator.
  void AddContribution(std::string_view source, std::string_view annotator);
  void Add(const LearningTally& other);
  void Clear();
};

}  // namespace labelwatch
