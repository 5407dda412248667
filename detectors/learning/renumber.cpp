#include "detectors/learning/renumber.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "detectors/labels/class_pairs.h"
#include "detectors/labels/error_share.h"
#include "detectors/learning/flag_budget.h"
#include "detectors/learning/learning_step.h"
#include "detectors/learning/next_calibration.h"
#include "detectors/learning/pinning.h"

namespace labelwatch {

ClassNumbers::ClassNumbers(const std::vector<std::string>* names, NameTable& classes) : numbers_{NameTable::kOther} {
  if (names == nullptr) return;
  for (std::size_t id = 1; id < names->size(); ++id) {
    const NameId now = classes.Add((*names)[id]);
    numbers_.push_back(now == NameTable::kOther ? kNone : now);
  }
}

std::vector<float> ClassNumbers::ClassWeights(const std::vector<float>& values, std::size_t kind) const {
  const std::size_t shared = kSharedWeights[kind], per_class = kWeightsPerClass[kind];
  std::vector<float> moved(values.begin(),
                           values.begin() + static_cast<std::ptrdiff_t>(std::min(shared, values.size())));
  moved.resize(shared);
  for (std::size_t i = shared; i < values.size(); ++i) {
    const NameId now = At(static_cast<NameId>((i - shared) / per_class));
    if (now == kNone) continue;
    const std::size_t position = shared + now * per_class + (i - shared) % per_class;
    if (moved.size() <= position) moved.resize(position + 1);
    moved[position] = values[i];
  }
  return moved;
}

std::vector<ConfusionCount> ClassNumbers::Pairs(const std::vector<ConfusionCount>& pairs) const {
  std::vector<ConfusionCount> moved;
  for (const ConfusionCount& pair : pairs) {
    const NameId predicted = At(pair.predicted), labeled = At(pair.labeled);
    if (predicted != kNone && labeled != kNone) moved.push_back({predicted, labeled, pair.count});
  }
  return moved;
}

std::vector<FrameClassSum> ClassNumbers::Sums(const std::vector<FrameClassSum>& sums) const {
  std::vector<FrameClassSum> moved;
  for (std::size_t id = 0; id < sums.size(); ++id) {
    const NameId now = At(static_cast<NameId>(id));
    if (now == kNone) continue;
    if (moved.size() <= now) moved.resize(now + 1);
    moved[now] = sums[id];
  }
  return moved;
}

std::vector<PooledLabel> ClassNumbers::Labels(const std::vector<PooledLabel>& labels) const {
  std::vector<PooledLabel> moved;
  for (PooledLabel label : labels) {
    label.class_id = At(label.class_id);
    if (label.class_id != kNone) moved.push_back(label);
  }
  return moved;
}

std::vector<NameId> ClassNumbers::Classes(const std::vector<NameId>& classes) const {
  std::vector<NameId> moved;
  for (const NameId class_id : classes) {
    if (const NameId now = At(class_id); now != kNone) moved.push_back(now);
  }
  return moved;
}

ModelCalibration ClassNumbers::Model(const ModelCalibration& saved) const {
  ModelCalibration model = saved;
  for (std::size_t kind = 0; kind < model.kinds.size(); ++kind) {
    KindCalibration& moved = model.kinds[kind];
    moved.weights = ClassWeights(saved.kinds[kind].weights, kind);
    moved.curvature = ClassWeights(saved.kinds[kind].curvature, kind);
    moved.reference = ClassWeights(saved.kinds[kind].reference, kind);
    if (saved.kinds[kind].reference.empty()) moved.reference.clear();
    const std::size_t size = std::max(moved.weights.size(), moved.curvature.size());
    moved.weights.resize(size);
    moved.curvature.resize(size);
    moved.pinned = ClassWeights(saved.kinds[kind].pinned, kind);
    if (!saved.kinds[kind].Pinned()) moved.pinned.clear();
    UpdateReferenceGain(kind, moved);
    UpdatePinnedReach(kind, moved);
    UpdateErrorRatio(moved);
  }
  for (auto* pairs : {&model.confusions, &model.frame_class_habits, &model.frame_class_contradictions}) {
    *pairs = Pairs(*pairs);
    std::sort(pairs->begin(), pairs->end(), BeforePair);
  }
  UpdateContradictionsPerDoubt(model);
  model.frame_class_sums = Sums(saved.frame_class_sums);
  return model;
}

ModelTally ClassNumbers::Model(const ModelTally& sums) const {
  ModelTally model = sums;
  for (std::size_t kind = 0; kind < model.kinds.size(); ++kind) {
    model.kinds[kind].gradient = ClassWeights(sums.kinds[kind].gradient, kind);
    model.kinds[kind].curvature = ClassWeights(sums.kinds[kind].curvature, kind);
  }
  model.confusions.clear();
  for (const ConfusionPair& pair : sums.confusions) {
    const NameId predicted = At(pair.predicted), labeled = At(pair.labeled);
    if (predicted != kNone && labeled != kNone) model.confusions.push_back({predicted, labeled});
  }
  model.frame_class_habits = Pairs(sums.frame_class_habits);
  model.frame_class_contradictions = Pairs(sums.frame_class_contradictions);
  model.frame_class_sums = Sums(sums.frame_class_sums);
  return model;
}

Calibration ClassNumbers::Renumber(const Calibration& saved) const {
  Calibration calibration;
  calibration.version = saved.version;
  for (const auto& model : saved.models) {
    calibration.models.push_back(std::make_shared<const ModelCalibration>(Model(*model)));
  }
  if (saved.pool != nullptr) {
    LabelPool pool{Labels(saved.pool->labels), saved.pool->offered, Classes(saved.pool->label_classes)};
    std::sort(pool.label_classes.begin(), pool.label_classes.end());
    calibration.pool = std::make_shared<const LabelPool>(std::move(pool));
  }
  calibration.contributions = saved.contributions;
  calibration.budget = saved.budget;
  if (saved.joint != nullptr) {
    JointScores joint = *saved.joint;
    for (ScoreCounts& counts : joint.kinds) UpdateShares(counts);
    calibration.joint = std::make_shared<const JointScores>(std::move(joint));
  }
  return calibration;
}

StreamSums ClassNumbers::Renumber(const StreamSums& sums) const {
  StreamSums moved = sums;
  moved.labels = Labels(sums.labels);
  moved.label_classes = Classes(sums.label_classes);
  return moved;
}

LearningTally ClassNumbers::Renumber(const LearningTally& block) const {
  LearningTally moved;
  static_cast<StreamSums&>(moved) = Renumber(static_cast<const StreamSums&>(block));
  for (const ModelTally& model : block.models) moved.models.push_back(Model(model));
  return moved;
}

Calibration Renumber(const Calibration& saved, NameTable& classes) {
  return ClassNumbers(saved.class_names.get(), classes).Renumber(saved);
}

Lessons Renumber(const Lessons& lessons, NameTable& classes) {
  const ClassNumbers numbers(lessons.to->class_names.get(), classes);
  Calibration to = numbers.Renumber(*lessons.to);
  NameClasses(classes, to);
  if (to.budget != nullptr) {
    auto budget = std::make_shared<FrameBudget>(*to.budget);
    SetBudget(budget->per_1000, *budget);
    to.budget = std::move(budget);
  }
  return {lessons.number, std::make_shared<const Calibration>(numbers.Renumber(*lessons.from)),
          std::make_shared<const Calibration>(std::move(to)), numbers.Renumber(lessons.sums),
          numbers.Renumber(lessons.open)};
}

}  // namespace labelwatch
