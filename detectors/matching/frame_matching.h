#pragma once
// Which prediction speaks of which label: explains a frame to people and to counts. Scores do not rest on it.
//
// Two passes: within a class from IoU 0.3 on; then, of what is left, any class from IoU 0.5 on. Each pass pairs one to
// one so that the sum of IoU + 0.25 confidence is largest: exactly in each connected component of the overlaps,
// greedily where a component has more than 64 labels or predictions.
//
// Memory is reused. Single-owner.

#include <cstdint>
#include <span>
#include <vector>

#include "detectors/matching/assignment.h"
#include "detectors/matching/columns.h"
#include "detectors/matching/overlaps.h"

namespace labelwatch {

struct Match {
  std::uint32_t label = 0, prediction = 0;  // positions in the columns
  double iou = 0;
  bool same_class = false;
};

class FrameMatching {
 public:
  static constexpr double kSameClassIoU = 0.3, kAnyClassIoU = 0.5, kConfidenceWeight = 0.25;
  static constexpr std::size_t kLargestExact = 64;

  // `overlaps` of labels with predictions. The matches by rising label; valid until the next call.
  std::span<const Match> Find(const LabelColumns& labels, const PredictionColumns& predictions,
                              const OverlapLists& overlaps);
  // The match of each label and of each prediction: index into the result of Find, or -1.
  std::span<const std::int32_t> OfLabels() const { return of_label_; }
  std::span<const std::int32_t> OfPredictions() const { return of_prediction_; }

 private:
  struct Edge {
    Match match;
    double weight;
    std::uint32_t component;
  };

  void Pass(const LabelColumns& labels, const PredictionColumns& predictions, const OverlapLists& overlaps,
            bool same_class);
  std::uint32_t Root(std::uint32_t node);
  void MatchExactly(std::span<const Edge> edges);
  void MatchGreedily(std::span<Edge> edges);
  void Accept(const Match& match);

  std::vector<Match> matches_;
  std::vector<std::int32_t> of_label_, of_prediction_;
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> parent_;  // labels, then predictions
  std::vector<std::uint32_t> rows_, columns_;
  std::vector<double> costs_;
  Assignment assignment_;
};

}  // namespace labelwatch
