#include "detectors/matching/frame_matching.h"

#include <algorithm>
#include <numeric>

namespace labelwatch {
namespace {

constexpr std::int32_t kFree = -1, kTaken = -2;  // kTaken: until the matches are numbered

void SortUnique(std::vector<std::uint32_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::size_t PositionOf(const std::vector<std::uint32_t>& sorted, std::uint32_t value) {
  return static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin());
}

}  // namespace

std::span<const Match> FrameMatching::Find(const LabelColumns& labels, const PredictionColumns& predictions,
                                           const OverlapLists& overlaps) {
  matches_.clear();
  of_label_.assign(labels.Size(), kFree);
  of_prediction_.assign(predictions.Size(), kFree);
  Pass(labels, predictions, overlaps, true);
  Pass(labels, predictions, overlaps, false);
  std::sort(matches_.begin(), matches_.end(), [](const Match& a, const Match& b) { return a.label < b.label; });
  for (std::size_t i = 0; i < matches_.size(); ++i) {
    of_label_[matches_[i].label] = of_prediction_[matches_[i].prediction] = static_cast<std::int32_t>(i);
  }
  return matches_;
}

void FrameMatching::Pass(const LabelColumns& labels, const PredictionColumns& predictions, const OverlapLists& overlaps,
                         bool same_class) {
  const double least = same_class ? kSameClassIoU : kAnyClassIoU;
  const auto label_count = static_cast<std::uint32_t>(labels.Size());
  edges_.clear();
  parent_.resize(labels.Size() + predictions.Size());
  std::iota(parent_.begin(), parent_.end(), 0U);
  for (std::uint32_t i = 0; i < label_count; ++i) {
    if (of_label_[i] != kFree) continue;
    for (const Overlap& overlap : overlaps.Of(i)) {
      const bool same = labels.class_id[i] == predictions.class_id[overlap.other];
      if (overlap.iou < least || of_prediction_[overlap.other] != kFree || (same_class && !same)) continue;
      edges_.push_back({{i, overlap.other, overlap.iou, same},
                        overlap.iou + kConfidenceWeight * predictions.confidence[overlap.other],
                        0});
      parent_[Root(i)] = Root(label_count + overlap.other);
    }
  }
  for (Edge& edge : edges_) edge.component = Root(edge.match.label);
  std::sort(edges_.begin(), edges_.end(), [](const Edge& a, const Edge& b) {
    if (a.component != b.component) return a.component < b.component;
    if (a.match.label != b.match.label) return a.match.label < b.match.label;
    return a.match.prediction < b.match.prediction;
  });
  for (std::size_t from = 0, to = 0; from < edges_.size(); from = to) {
    while (to < edges_.size() && edges_[to].component == edges_[from].component) ++to;
    const std::span<Edge> component(edges_.data() + from, to - from);
    if (component.size() == 1) {
      Accept(component[0].match);
      continue;
    }
    rows_.clear();
    columns_.clear();
    for (const Edge& edge : component) {
      rows_.push_back(edge.match.label);
      columns_.push_back(edge.match.prediction);
    }
    SortUnique(rows_);
    SortUnique(columns_);
    if (rows_.size() > kLargestExact || columns_.size() > kLargestExact) {
      MatchGreedily(component);
    } else {
      MatchExactly(component);
    }
  }
}

std::uint32_t FrameMatching::Root(std::uint32_t node) {
  while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
  return node;
}

// A pair without an edge costs nothing and gains nothing: it stands for "both stay alone".
void FrameMatching::MatchExactly(std::span<const Edge> edges) {
  costs_.assign(rows_.size() * columns_.size(), 0.0);
  for (const Edge& edge : edges) {
    costs_[PositionOf(rows_, edge.match.label) * columns_.size() + PositionOf(columns_, edge.match.prediction)] =
        -edge.weight;
  }
  const auto column_of = assignment_.Solve(costs_, rows_.size(), columns_.size());
  for (const Edge& edge : edges) {
    const std::int32_t column = column_of[PositionOf(rows_, edge.match.label)];
    if (column >= 0 && columns_[static_cast<std::size_t>(column)] == edge.match.prediction) Accept(edge.match);
  }
}

void FrameMatching::MatchGreedily(std::span<Edge> edges) {
  std::stable_sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.weight > b.weight; });
  for (const Edge& edge : edges) {
    if (of_label_[edge.match.label] == kFree && of_prediction_[edge.match.prediction] == kFree) Accept(edge.match);
  }
}

void FrameMatching::Accept(const Match& match) {
  matches_.push_back(match);
  of_label_[match.label] = of_prediction_[match.prediction] = kTaken;
}

}  // namespace labelwatch
