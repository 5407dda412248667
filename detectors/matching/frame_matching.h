#pragma once
// Which prediction speaks of which label: explains a frame to people and to counts. Scores do not rest on it.
//
// Predictions speak from confidence 0.3 on: below, nearly every label has one somewhere near. Two passes: within a
// class from IoU 0.3 on; then, of what is left, any class from IoU 0.5 on. Each pass pairs one to one so that the sum
// of IoU + 0.25 confidence is largest (best_pairs.h). Mostly no two labels choose the same prediction: then their
// choices are the best, and nothing else is computed.
//
//   FrameMatching matching;
//   matching.Find(labels, predictions, overlaps, testimonies, matches);
//   matches[labels.index[i]].prediction   // of the message; -1: none
//
// Memory is reused. Single-owner.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "detectors/matching/best_pairs.h"
#include "detectors/matching/columns.h"
#include "detectors/matching/object_match.h"
#include "detectors/matching/overlaps.h"
#include "detectors/matching/testimony.h"

namespace labelwatch {

class FrameMatching {
 public:
  static constexpr double kLeastConfidence = 0.3;
  static constexpr double kSameClassIoU = 0.3, kAnyClassIoU = 0.5, kConfidenceWeight = 0.25;

  // `overlaps` of labels with predictions; `testimonies` on the labels, which know what most of them choose. Writes the
  // match of each label of the columns to its place in the message. REQUIRES: `matches` has those places.
  void Find(const LabelColumns& labels, const PredictionColumns& predictions, const OverlapLists& overlaps,
            std::span<const Testimony> testimonies, std::span<LabelMatch> matches);

  // Positions of the predictions that speak and found no label, rising; valid until the next call.
  std::span<const std::uint32_t> Lone() const { return lone_; }

 private:
  enum class Pass : std::uint8_t { kOwnClass, kAnyClass };
  struct Sides {
    const LabelColumns& labels;
    const PredictionColumns& predictions;
    const OverlapLists& overlaps;
    std::uint32_t speaking;  // predictions, the first ones
  };

  // For up to 64 labels and 64 predictions; one bit for each of them.
  bool ChooseFreely(const Sides& sides, std::span<const Testimony> testimonies, std::span<LabelMatch> matches);
  bool ChooseByLooking(const Sides& sides, std::uint64_t labels, std::uint64_t& taken, std::span<LabelMatch> matches);

  template <typename Visit>
  static void ForEachPossible(const Sides& sides, std::uint32_t label, Pass pass, Visit visit);
  static void Write(const Sides& sides, const PossiblePair& pair, Pass pass, std::span<LabelMatch> matches);

  void SolveBothPasses(const Sides& sides, std::span<LabelMatch> matches);
  void CollectPossible(const Sides& sides, Pass pass);

  std::vector<std::uint32_t> lone_;
  std::vector<bool> label_taken_, prediction_taken_;
  std::vector<PossiblePair> possible_;  // of a pass
  BestPairs best_pairs_;
};

}  // namespace labelwatch
