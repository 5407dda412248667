#pragma once
// Finds how the labels and predictions of a frame stand to each other: what people see of a frame, and what is counted
// of a stream. Scores do not rest on it.
//
//   FrameMatches matches;
//   matches.Start();
//   for (each model) { scene.SetPredictions(...); matches.Add(scene); }
//   for (const ModelMatches& of_model : matches.Models()) ... of_model.labels[i].outcome ...
//
// Memory is reused. Single-owner.

#include <cstddef>
#include <span>
#include <vector>

#include "detectors/labels/scene.h"
#include "detectors/matching/frame_matching.h"
#include "detectors/matching/object_match.h"

namespace labelwatch {

class FrameMatches {
 public:
  void Start() { models_in_use_ = 0; }
  // Of the model whose predictions the scene holds.
  void Add(const Scene& scene);
  // In the order of Add; valid until the next Start.
  std::span<const ModelMatches> Models() const { return std::span(models_).first(models_in_use_); }

 private:
  void FillLone(const Scene& scene, std::vector<LonePrediction>& lone) const;

  FrameMatching matching_;
  std::vector<ModelMatches> models_;
  std::size_t models_in_use_ = 0;
};

}  // namespace labelwatch
