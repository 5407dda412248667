#pragma once
// Sums that frames leave behind for learning. They add up (a commutative monoid), whatever task they come from.
//
// Plain data. Clear keeps the capacity: a reused tally does not allocate.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schema/calibration.h"
#include "schema/frame_budget.h"
#include "schema/series_sums.h"
#include "schema/wire.h"

namespace labelwatch {

// Made errors and real objects by cell of their score.
struct ScoreSums {
  std::array<std::uint32_t, kScoreCells> made{}, real{};

  void Add(const ScoreSums& other);

  friend bool operator==(const ScoreSums&, const ScoreSums&) = default;
};

// What one kind's additive model learns from: gradient z = sum x (y - p) and curvature v = sum x^2 p (1 - p) by weight.
struct KindSums : ScoreSums {
  std::vector<float> gradient, curvature;  // as long as needed; beyond the end: 0

  void Add(const KindSums& other);
  void Clear();

  friend bool operator==(const KindSums&, const KindSums&) = default;
};

struct ConfusionPair {
  NameId predicted = 0, labeled = 0;

  friend bool operator==(const ConfusionPair&, const ConfusionPair&) = default;
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

  friend bool operator==(const ModelTally&, const ModelTally&) = default;
};

// What frames tell of their stream, whatever the model.
struct StreamSums {
  std::uint64_t frames = 0;                         // frames learned from
  std::vector<PooledLabel> labels;                  // of the frames learned from, at most kPooledLabels
  std::vector<NameId> label_classes;                // of the frames learned from, each once
  std::vector<Contribution> sources, annotators;    // of the frames learned from, in order of first sight
  FrameScoreSums frame_scores;                      // of all frames that were inspected, where a budget is kept
  std::array<ScoreSums, kJointKinds.size()> joint;  // of the frames learned from, like JointScores

  void AddLabel(const PooledLabel& label);
  // One frame of this source and annotator.
  void AddContribution(std::string_view source, std::string_view annotator);
  void Add(const StreamSums& other);
  void Clear();

  friend bool operator==(const StreamSums&, const StreamSums&) = default;
};

struct LearningTally : StreamSums {
  std::vector<ModelTally> models;  // those with `frames` 0 are unused slots

  // The tally of a model; a new one where it has none.
  ModelTally& Of(std::string_view model, std::string_view model_version);
  void Add(const LearningTally& other);
  void Clear();

  friend bool operator==(const LearningTally&, const LearningTally&) = default;
};

// What one worker learnt between two commits.
struct Lessons {
  std::uint64_t number = 0;                     // of the worker's commits: 1, 2, ...
  std::shared_ptr<const Calibration> from, to;  // its working copy before and after; they share what did not change
  StreamSums sums;                              // of the frames in between
  LearningTally open;                           // of the block that was not full at the commit; part of what comes next

  // Steps taken in between: blocks, and counts of frames.
  std::uint64_t Steps() const { return to->version - from->version; }
};

// The input that a tally speaks of: one partition of both topics. Offsets, the ends not included.
struct CoveredInput {
  std::int32_t partition = 0;
  std::array<std::int64_t, kSides> from{}, to{};
  std::int64_t clock_ms = 0;  // largest time of a label judged so far; 0: none

  friend bool operator==(const CoveredInput&, const CoveredInput&) = default;
};

// Whatever one worker's tasks learnt about their streams between two commits; it counts if and only if the commit
// succeeds.
struct Tally {
  std::string group, worker;
  bool transaction = true;  // it cannot come twice
  std::vector<CoveredInput> covered;
  std::uint64_t frames = 0, flagged_frames = 0;
  std::int64_t frames_in_order = 0;  // label times are places in a stream of so many frames; 0: they are times
  SeriesSums series;
  Lessons lessons;
};

}  // namespace labelwatch
