#include "detectors/learning/merge_lessons.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "detectors/labels/class_pairs.h"
#include "detectors/learning/learned_models.h"
#include "detectors/learning/learning_step.h"
#include "detectors/learning/next_calibration.h"
#include "detectors/learning/pinning.h"

namespace labelwatch {
namespace {

using SharedModel = std::shared_ptr<const ModelCalibration>;

SharedModel FindModel(const Calibration& calibration, const std::string& key) {
  const auto at =
      std::lower_bound(calibration.models.begin(), calibration.models.end(), key,
                       [](const SharedModel& model, const std::string& wanted) { return model->model < wanted; });
  return at != calibration.models.end() && (*at)->model == key ? *at : nullptr;
}

// What happened to a copy of a model while `frames` frames taught it, and what share of it counts.
struct Change {
  const ModelCalibration &before, &after;
  float share = 1, keep = 1;

  // values += share (after - before); vectors grow, what lies beyond their end is 0.
  template <typename Values>
  void Move(const Values& from, const Values& to, Values& values) const {
    if constexpr (requires { values.resize(to.size()); }) values.resize(std::max(values.size(), to.size()));
    for (std::size_t i = 0; i < to.size(); ++i) values[i] += share * (to[i] - (i < from.size() ? from[i] : 0));
  }
  // Sums that forget: values = keep values + what was added to the copy.
  template <typename Values>
  void Add(const Values& from, const Values& to, Values& values) const {
    if constexpr (requires { values.resize(to.size()); }) values.resize(std::max(values.size(), to.size()));
    for (auto& value : values) value *= keep;
    for (std::size_t i = 0; i < to.size(); ++i) {
      values[i] += std::max(0.0F, to[i] - keep * (i < from.size() ? from[i] : 0));
    }
  }
};

// Pairs of `to` less `keep` times those of `from`.
std::vector<ConfusionCount> Added(const std::vector<ConfusionCount>& from, const std::vector<ConfusionCount>& to,
                                  float keep) {
  std::vector<ConfusionCount> added;
  auto old = from.begin();
  for (const ConfusionCount& pair : to) {
    while (old != from.end() && BeforePair(*old, pair)) ++old;
    const bool known = old != from.end() && !BeforePair(pair, *old);
    const float count = pair.count - (known ? keep * old->count : 0);
    if (count > 0) added.push_back({pair.predicted, pair.labeled, count});
  }
  return added;
}

void MergeKind(std::size_t k, const Change& change, KindCalibration& kind) {
  const KindCalibration &before = change.before.kinds[k], &after = change.after.kinds[k];
  change.Move(before.weights, after.weights, kind.weights);
  change.Move(before.reference.empty() ? before.weights : before.reference,
              after.reference.empty() ? after.weights : after.reference, kind.reference);
  change.Add(before.curvature, after.curvature, kind.curvature);
  change.Add(before.made, after.made, kind.made);
  change.Add(before.real, after.real, kind.real);
  UpdateShares(kind);
  UpdateReferenceGain(k, kind);
  if (!kind.Pinned() && after.Pinned()) {
    kind.pinned = after.pinned;
    kind.alarm_score = after.alarm_score;
  }
  UpdatePinnedReach(k, kind);
}

void MergePairs(const Change& change, ModelCalibration& model) {
  const auto &before = change.before, &after = change.after;
  for (ConfusionCount& pair : model.confusions) pair.count *= change.keep;
  AddPairs(Added(before.confusions, after.confusions, change.keep), kMostConfusions, model.confusions);
  AddPairs(Added(before.frame_class_habits, after.frame_class_habits, 1), kMostFrameClassPairs,
           model.frame_class_habits);
  AddPairs(Added(before.frame_class_contradictions, after.frame_class_contradictions, 1), kMostFrameClassPairs,
           model.frame_class_contradictions);
  UpdateContradictionsPerDoubt(model);
}

void MergeFrameClassSums(const Change& change, ModelCalibration& model) {
  const auto &before = change.before.frame_class_sums, &after = change.after.frame_class_sums;
  if (model.frame_class_sums.size() < after.size()) model.frame_class_sums.resize(after.size());
  for (std::size_t c = 0; c < after.size(); ++c) {
    const FrameClassSum old = c < before.size() ? before[c] : FrameClassSum{};
    model.frame_class_sums[c].probability += after[c].probability - old.probability;
    model.frame_class_sums[c].frames += after[c].frames - old.frames;
    model.frame_class_sums[c].agreed += after[c].agreed - old.agreed;
  }
}

ModelCalibration MergeModel(ModelCalibration model, const ModelCalibration& before, const ModelCalibration& after,
                            const InspectOptions& options) {
  const auto frames = static_cast<float>(after.frames - std::min(after.frames, before.frames));
  const auto others = static_cast<float>(model.frames - std::min(model.frames, before.frames));
  const Change change{before, after, frames > 0 ? frames / (frames + others) : 0,
                      std::exp2(-frames / static_cast<float>(options.learning_half_life))};
  for (KindCalibration& kind : model.kinds) {
    // Equal to the weights as long as there are none: they must not follow the weights' move as well.
    if (kind.reference.size() < kind.weights.size()) {
      kind.reference.insert(kind.reference.end(),
                            kind.weights.begin() + static_cast<std::ptrdiff_t>(kind.reference.size()),
                            kind.weights.end());
    }
  }
  for (std::size_t k = 0; k < model.kinds.size(); ++k) MergeKind(k, change, model.kinds[k]);
  change.Add(before.size_real, after.size_real, model.size_real);
  change.Add(before.size_made, after.size_made, model.size_made);
  model.made_median += change.share * (after.made_median - before.made_median);
  UpdateSizeLogRatio(model);
  MergePairs(change, model);
  MergeFrameClassSums(change, model);
  model.frames += after.frames - std::min(after.frames, before.frames);
  PinWhenSettled(options, model);
  return model;
}

void MergeModels(const Calibration& present, const Lessons& lessons, const InspectOptions& options,
                 Calibration& merged) {
  for (const SharedModel& after : lessons.to->models) {
    const SharedModel before = FindModel(*lessons.from, after->model);
    if (before == after) continue;
    const SharedModel model = FindModel(present, after->model);
    auto changed = std::make_shared<ModelCalibration>(
        MergeModel(model == nullptr ? NewModel(after->model, present) : *model,
                   before == nullptr ? NewModel(after->model, *lessons.from) : *before, *after, options));
    changed->last_lesson = merged.version;
    PutModel(std::move(changed), {}, merged);
  }
}

// The models of the copy that were taught, and without those that it gave up.
void TakeModels(const Lessons& lessons, Calibration& calibration) {
  calibration.models_forgotten += std::erase_if(calibration.models, [&](const SharedModel& model) {
    return FindModel(*lessons.from, model->model) != nullptr && FindModel(*lessons.to, model->model) == nullptr;
  });
  for (const SharedModel& after : lessons.to->models) PutModel(after, {}, calibration);
}

std::size_t Size(const std::shared_ptr<const std::vector<std::string>>& names) { return names ? names->size() : 0; }

}  // namespace

bool NamesMore(const Lessons& lessons, const Calibration& calibration) {
  return Size(lessons.to->class_names) > Size(calibration.class_names);
}

Calibration MergeLessons(const Calibration& present, const Lessons& lessons, const InspectOptions& options) {
  Calibration merged = present;
  merged.version += lessons.Steps();
  if (NamesMore(lessons, merged)) merged.class_names = lessons.to->class_names;
  if (present.version == lessons.from->version) {
    TakeModels(lessons, merged);
    merged.pool = lessons.to->pool;
    merged.contributions = lessons.to->contributions;
    merged.budget = lessons.to->budget;
    merged.joint = lessons.to->joint;
  } else {
    MergeModels(present, lessons, options, merged);
    AddStreamSums(lessons.sums, options, merged);
  }
  return merged;
}

}  // namespace labelwatch
