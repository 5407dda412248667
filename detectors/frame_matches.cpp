#include "detectors/frame_matches.h"

namespace labelwatch {

void FrameMatches::Add(const Scene& scene) {
  if (models_in_use_ == models_.size()) models_.emplace_back();
  ModelMatches& of_model = models_[models_in_use_++];
  const LabelColumns& columns = scene.Labels();
  const std::size_t count = scene.Frame().labels.size();
  of_model.lone.clear();
  if (columns.Size() < count || !SpeaksAboutBoxes(scene.Predicted())) {
    of_model.labels.assign(count, LabelMatch{});
    if (!SpeaksAboutBoxes(scene.Predicted())) return;
  }
  of_model.labels.resize(count);
  matching_.Find(columns, scene.Predictions(), scene.LabelOverlaps(), scene.Testimonies(), of_model.labels);
  FillLone(scene, of_model.lone);
  if (scene.Predicted().unknown_classes.empty()) return;
  for (std::size_t i = 0; i < columns.Size(); ++i) {
    LabelMatch& match = of_model.labels[static_cast<std::size_t>(columns.index[i])];
    if (!scene.Knows(i)) match.outcome = MatchOutcome::kNotCompared;
  }
}

void FrameMatches::FillLone(const Scene& scene, std::vector<LonePrediction>& lone) const {
  const LabeledFrame& frame = scene.Frame();
  const bool all_classes = frame.unknown_classes.empty() && frame.exhaustive_classes.empty();  // had to be labeled
  for (const std::uint32_t j : matching_.Lone()) {
    const bool asked = all_classes || scene.Exhaustive(scene.Predictions().class_id[j]);
    const bool explained = !asked || scene.Explained(j);
    lone.push_back({scene.Predictions().index[j], explained ? MatchOutcome::kExplained : MatchOutcome::kUnmatched});
  }
}

}  // namespace labelwatch
