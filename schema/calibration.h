#pragma once
// What was learned, as detectors use it: an immutable, versioned snapshot. A copy shares what did not change, so
// that publishing one after each block of frames is cheap.
//
// Classes are numbered like the NameTable of the process; `class_names` says what the numbers mean, so that a saved
// calibration serves a process with other numbers.
//
// Immutable once published.

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "schema/finding.h"
#include "schema/frame_budget.h"

namespace labelwatch {

struct MeasuredShares;  // schema/measured_shares.h

// The kinds that are scored by a learned additive model, in the order in which arrays hold them.
inline constexpr std::array<Kind, 4> kLearnedKinds = {Kind::kMissing, Kind::kWrongClass, Kind::kInaccurate,
                                                      Kind::kSpurious};
// Weights of one additive model: first those that all classes share, then those of class 0, class 1, ...
inline constexpr std::array<std::size_t, 4> kSharedWeights = {149, 59, 82, 104};
inline constexpr std::array<std::size_t, 4> kWeightsPerClass = {1, 1, 1, 10};
// Rises when weights or counts are added; a file of an older layout is read, what was added starts at 0.
inline constexpr std::uint32_t kWeightsLayout = 4;
inline constexpr std::array<std::array<std::size_t, 4>, kWeightsLayout> kSharedWeightsOfLayout = {
    {{111, 23, 59, 62}, {129, 41, 82, 83}, kSharedWeights, kSharedWeights}};
// Layout 2 added what the other models of the frame say, 3 what the frame before showed, 4 the joint scores.

// Histograms of scores: 61 cells of 0.25 from -7.5 on; what lies beyond is in the outermost cells.
inline constexpr std::size_t kScoreCells = 61;
inline constexpr float kScoreCell = 0.25F;
using ScoreHistogram = std::array<float, kScoreCells>;

// What the counts of scores say about the share of errors (detectors/labels/error_share.h).
struct ErrorRatio {
  bool known = false;                // enough made errors were counted
  ScoreHistogram made_per_real{};    // in the middle of each cell; never falls
  std::bitset<kScoreCells> rough{};  // cells with few made errors behind them
  float rate_bound = 1;              // the stream's own upper estimate of the share of labels with this error

  friend bool operator==(const ErrorRatio&, const ErrorRatio&) = default;
};

// Errors that the monitor made and real objects, by score.
struct ScoreCounts {
  ScoreHistogram made{}, real{};
  // ln of the stream's own upper estimate of the share of labels with this error; 0 until there is one.
  float log_rate_bound = 0;
  // Follows from all three, see UpdateErrorRatio.
  ErrorRatio ratio;

  friend bool operator==(const ScoreCounts&, const ScoreCounts&) = default;
};

// Cells by the share of the image that a box covers, see detectors/labels/bins.h.
inline constexpr std::size_t kSizeCells = 9;

// One additive model: the scores of one kind as one detection model makes them possible.
struct KindCalibration : ScoreCounts {
  std::vector<float> weights;    // kSharedWeights, then kWeightsPerClass for each class; beyond the end: 0
  std::vector<float> curvature;  // sums of x^2 p (1 - p), as long as `weights`
  // A slow copy of the weights: it takes what a bin teaches first and follows slowly from then on. A source that stops
  // labeling a class moves `weights` within a few hundred frames, not these. Beyond the end: equal to `weights`.
  std::vector<float> reference;
  // By how much the reference can raise a score at most: follows from the two, see UpdateReferenceGain.
  float reference_gain = 0;
  // A copy of the weights that never moves, and the score by it, before rates, from which a finding counts for rates
  // (detectors/learning/pinning.h). None: not taken yet.
  std::vector<float> pinned;
  float alarm_score = 0;
  // By how much a score of the copy lies above or below that of the weights at most: follow from the two.
  float pinned_above = 0, pinned_below = 0;

  bool Pinned() const { return !pinned.empty(); }

  friend bool operator==(const KindCalibration&, const KindCalibration&) = default;
};

// How often the best prediction on labels of one class was of another class.
struct ConfusionCount {
  NameId predicted = 0, labeled = 0;
  float count = 0;

  friend bool operator==(const ConfusionCount&, const ConfusionCount&) = default;
};

// Of all frames labeled with a class: the sum of the probability that the model gave that class, and on how many it
// gave no other class more.
struct FrameClassSum {
  double probability = 0;
  double frames = 0;
  double agreed = 0;

  friend bool operator==(const FrameClassSum&, const FrameClassSum&) = default;
};

// What was learned about one model (name and version).
struct ModelCalibration {
  std::string model;                     // ModelKey
  std::uint64_t frames = 0;              // frames learned from
  std::uint64_t last_lesson = 0;         // Calibration::version of its last step; 0: not known
  std::array<KindCalibration, 4> kinds;  // like kLearnedKinds

  // Omission by size: labels seen as missing (real) and hidden ones (made) above the running median of made scores.
  std::array<float, kSizeCells> size_real{}, size_made{};
  float made_median = 0;
  // ln of the relative omission rate of each cell: follows from the counts above.
  std::array<float, kSizeCells> size_log_ratio{};

  std::vector<ConfusionCount> confusions;       // sorted by (predicted, labeled), different classes only
  std::vector<FrameClassSum> frame_class_sums;  // by class
  // Over the frames labeled with one class, sorted like `confusions`: the sum of the probability that the model gave
  // another one where it agreed with the label (doubts), and how often it preferred the other one (contradictions).
  std::vector<ConfusionCount> frame_class_habits, frame_class_contradictions;
  // Contradictions for each doubt over all pairs: follows from the counts above.
  double contradictions_per_doubt = 1;

  friend bool operator==(const ModelCalibration&, const ModelCalibration&) = default;
};

// A label of an earlier frame; coordinates as shares of the image.
struct PooledLabel {
  float width = 0, height = 0;
  NameId class_id = 0;

  friend bool operator==(const PooledLabel&, const PooledLabel&) = default;
};
inline constexpr std::size_t kPooledLabels = 512;

// At most this many models are learned about: the one that has had no lesson for longest gives its place back.
inline constexpr std::size_t kMaxLearnedModels = 32;

// How many of the frames learned from came from one source or annotator; older frames count less.
struct Contribution {
  std::string name;
  float frames = 0;

  friend bool operator==(const Contribution&, const Contribution&) = default;
};
inline constexpr std::size_t kMaxContributions = 512;  // of each; the smallest ones are forgotten first

struct Contributions {
  std::vector<Contribution> sources, annotators;  // sorted by name

  friend bool operator==(const Contributions&, const Contributions&) = default;
};

// The kinds whose findings may rest on more than one model, or on none: those that are learned, and duplicates.
inline constexpr std::array<Kind, 5> kJointKinds = {Kind::kMissing, Kind::kWrongClass, Kind::kInaccurate,
                                                    Kind::kSpurious, Kind::kDuplicate};
// Scores of the frames that several models looked at, as they were combined; of duplicates, of all frames.
struct JointScores {
  std::array<ScoreCounts, kJointKinds.size()> kinds;  // like kJointKinds

  friend bool operator==(const JointScores&, const JointScores&) = default;
};

struct LabelPool {
  std::vector<PooledLabel> labels;    // at most kPooledLabels
  std::uint64_t offered = 0;          // labels that were offered to it
  std::vector<NameId> label_classes;  // every class that labels were seen with, ascending

  friend bool operator==(const LabelPool&, const LabelPool&) = default;
};

struct Calibration {
  std::uint64_t version = 0;                                    // rises with each step
  std::shared_ptr<const std::vector<std::string>> class_names;  // by class number; null: none
  std::shared_ptr<const LabelPool> pool;                        // null: empty
  std::shared_ptr<const Contributions> contributions;           // null: none
  std::shared_ptr<const FrameBudget> budget;                    // null: findings are flagged by their own probability
  std::shared_ptr<const JointScores> joint;                     // null: none
  std::shared_ptr<const MeasuredShares> measured;               // by verdicts; null: nothing was. Not saved
  std::vector<std::shared_ptr<const ModelCalibration>> models;  // sorted by key
  std::uint64_t models_forgotten = 0;  // that gave their places back, since this process started

  // Null: nothing was learned about this model.
  const ModelCalibration* Find(std::string_view model, std::string_view model_version) const;
};

// "name@version", or "name" where there is no version.
std::string ModelKey(std::string_view model, std::string_view model_version);
bool IsModelKey(std::string_view key, std::string_view model, std::string_view model_version);

}  // namespace labelwatch
