#include "schema/tally.h"

#include <algorithm>

namespace labelwatch {
namespace {

template <typename T>
void AddVector(std::vector<T>& sums, const std::vector<T>& other) {
  if (sums.size() < other.size()) sums.resize(other.size());
  for (std::size_t i = 0; i < other.size(); ++i) sums[i] += other[i];
}

template <typename T, std::size_t N>
void AddArray(std::array<T, N>& sums, const std::array<T, N>& other) {
  for (std::size_t i = 0; i < N; ++i) sums[i] += other[i];
}

void AddFrames(std::vector<Contribution>& contributions, std::string_view name, float frames) {
  for (Contribution& known : contributions) {
    if (known.name == name) {
      known.frames += frames;
      return;
    }
  }
  contributions.push_back({std::string(name), frames});
}

// A slot whose model taught nothing since Clear, as models come and go.
ModelTally& UnusedSlot(std::vector<ModelTally>& models) {
  const auto unused =
      std::find_if(models.begin(), models.end(), [](const ModelTally& slot) { return slot.frames == 0; });
  return unused == models.end() ? models.emplace_back() : *unused;
}

}  // namespace

void FrameScoreSums::Add(const FrameScoreSums& other) {
  frames += other.frames;
  AddArray(cells, other.cells);
}

void FrameScoreSums::Clear() {
  if (frames > 0) *this = {};
}

void ScoreSums::Add(const ScoreSums& other) {
  AddArray(made, other.made);
  AddArray(real, other.real);
}

void KindSums::Add(const KindSums& other) {
  ScoreSums::Add(other);
  AddVector(gradient, other.gradient);
  AddVector(curvature, other.curvature);
}

void KindSums::Clear() {
  std::fill(gradient.begin(), gradient.end(), 0.0F);
  std::fill(curvature.begin(), curvature.end(), 0.0F);
  made = {};
  real = {};
}

void ModelTally::Add(const ModelTally& other) {
  frames += other.frames;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) kinds[kind].Add(other.kinds[kind]);
  AddArray(size_real, other.size_real);
  AddArray(size_made, other.size_made);
  made_above += other.made_above;
  made_below += other.made_below;
  confusions.insert(confusions.end(), other.confusions.begin(), other.confusions.end());
  frame_class_habits.insert(frame_class_habits.end(), other.frame_class_habits.begin(), other.frame_class_habits.end());
  frame_class_contradictions.insert(frame_class_contradictions.end(), other.frame_class_contradictions.begin(),
                                    other.frame_class_contradictions.end());
  if (frame_class_sums.size() < other.frame_class_sums.size()) frame_class_sums.resize(other.frame_class_sums.size());
  for (std::size_t c = 0; c < other.frame_class_sums.size(); ++c) {
    frame_class_sums[c].probability += other.frame_class_sums[c].probability;
    frame_class_sums[c].frames += other.frame_class_sums[c].frames;
    frame_class_sums[c].agreed += other.frame_class_sums[c].agreed;
  }
}

void ModelTally::Clear() {
  frames = 0;
  for (KindSums& kind : kinds) kind.Clear();
  size_real = {};
  size_made = {};
  made_above = made_below = 0;
  confusions.clear();
  frame_class_habits.clear();
  frame_class_contradictions.clear();
  std::fill(frame_class_sums.begin(), frame_class_sums.end(), FrameClassSum{});
}

ModelTally& LearningTally::Of(std::string_view model, std::string_view model_version) {
  for (ModelTally& known : models) {
    if (IsModelKey(known.model, model, model_version)) return known;
  }
  ModelTally& slot = models.size() < kMaxLearnedModels ? models.emplace_back() : UnusedSlot(models);
  slot.model = ModelKey(model, model_version);
  return slot;
}

void LearningTally::Add(const LearningTally& other) {
  StreamSums::Add(other);
  for (const ModelTally& model : other.models) {
    if (model.frames > 0) Of(model.model, {}).Add(model);
  }
}

void LearningTally::Clear() {
  StreamSums::Clear();
  for (ModelTally& model : models) model.Clear();
}

void StreamSums::AddLabel(const PooledLabel& label) {
  if (labels.size() < kPooledLabels) labels.push_back(label);
  if (std::find(label_classes.begin(), label_classes.end(), label.class_id) == label_classes.end()) {
    label_classes.push_back(label.class_id);
  }
}

void StreamSums::AddContribution(std::string_view source, std::string_view annotator) {
  AddFrames(sources, source, 1);
  AddFrames(annotators, annotator, 1);
}

void StreamSums::Add(const StreamSums& other) {
  frames += other.frames;
  frame_scores.Add(other.frame_scores);
  for (std::size_t kind = 0; kind < joint.size(); ++kind) joint[kind].Add(other.joint[kind]);
  for (const Contribution& source : other.sources) AddFrames(sources, source.name, source.frames);
  for (const Contribution& annotator : other.annotators) AddFrames(annotators, annotator.name, annotator.frames);
  for (const PooledLabel& label : other.labels) {
    if (labels.size() < kPooledLabels) labels.push_back(label);
  }
  for (const NameId class_id : other.label_classes) {
    if (std::find(label_classes.begin(), label_classes.end(), class_id) == label_classes.end()) {
      label_classes.push_back(class_id);
    }
  }
}

void StreamSums::Clear() {
  if (frames > 0) joint = {};
  frames = 0;
  labels.clear();
  label_classes.clear();
  sources.clear();
  annotators.clear();
  frame_scores.Clear();
}

}  // namespace labelwatch
