#include "detectors/learning/renumber.h"

#include <algorithm>

#include "detectors/labels/class_pairs.h"
#include "detectors/learning/learning_step.h"

namespace labelwatch {
namespace {

// By saved number: the number in this process. kOther stays kOther; another name without room gets kNone.
constexpr NameId kNone = static_cast<NameId>(-1);

std::vector<NameId> NewNumbers(const Calibration& saved, NameTable& classes) {
  std::vector<NameId> numbers = {NameTable::kOther};
  if (saved.class_names == nullptr) return numbers;
  for (std::size_t id = 1; id < saved.class_names->size(); ++id) {
    const NameId now = classes.Add((*saved.class_names)[id]);
    numbers.push_back(now == NameTable::kOther ? kNone : now);
  }
  return numbers;
}

NameId At(const std::vector<NameId>& numbers, NameId id) { return id < numbers.size() ? numbers[id] : kNone; }

std::vector<float> MoveClassWeights(const std::vector<float>& values, std::size_t kind,
                                    const std::vector<NameId>& numbers) {
  const std::size_t shared = kSharedWeights[kind], per_class = kWeightsPerClass[kind];
  std::vector<float> moved(values.begin(),
                           values.begin() + static_cast<std::ptrdiff_t>(std::min(shared, values.size())));
  moved.resize(shared);
  for (std::size_t i = shared; i < values.size(); ++i) {
    const NameId now = At(numbers, static_cast<NameId>((i - shared) / per_class));
    if (now == kNone) continue;
    const std::size_t position = shared + now * per_class + (i - shared) % per_class;
    if (moved.size() <= position) moved.resize(position + 1);
    moved[position] = values[i];
  }
  return moved;
}

std::vector<ConfusionCount> RenumberPairs(const std::vector<ConfusionCount>& saved,
                                          const std::vector<NameId>& numbers) {
  std::vector<ConfusionCount> pairs;
  for (const ConfusionCount& pair : saved) {
    const NameId predicted = At(numbers, pair.predicted), labeled = At(numbers, pair.labeled);
    if (predicted != kNone && labeled != kNone) pairs.push_back({predicted, labeled, pair.count});
  }
  std::sort(pairs.begin(), pairs.end(), BeforePair);
  return pairs;
}

ModelCalibration RenumberModel(const ModelCalibration& saved, const std::vector<NameId>& numbers) {
  ModelCalibration model = saved;
  for (std::size_t kind = 0; kind < model.kinds.size(); ++kind) {
    model.kinds[kind].weights = MoveClassWeights(saved.kinds[kind].weights, kind, numbers);
    model.kinds[kind].curvature = MoveClassWeights(saved.kinds[kind].curvature, kind, numbers);
    model.kinds[kind].reference = MoveClassWeights(saved.kinds[kind].reference, kind, numbers);
    if (saved.kinds[kind].reference.empty()) model.kinds[kind].reference.clear();
    const std::size_t size = std::max(model.kinds[kind].weights.size(), model.kinds[kind].curvature.size());
    model.kinds[kind].weights.resize(size);
    model.kinds[kind].curvature.resize(size);
    UpdateReferenceGain(kind, model.kinds[kind]);
  }
  model.confusions = RenumberPairs(saved.confusions, numbers);
  model.frame_class_habits = RenumberPairs(saved.frame_class_habits, numbers);
  model.frame_class_contradictions = RenumberPairs(saved.frame_class_contradictions, numbers);
  UpdateContradictionsPerDoubt(model);
  model.frame_class_sums.clear();
  for (std::size_t id = 0; id < saved.frame_class_sums.size(); ++id) {
    const NameId now = At(numbers, static_cast<NameId>(id));
    if (now == kNone) continue;
    if (model.frame_class_sums.size() <= now) model.frame_class_sums.resize(now + 1);
    model.frame_class_sums[now] = saved.frame_class_sums[id];
  }
  return model;
}

LabelPool RenumberPool(const LabelPool& saved, const std::vector<NameId>& numbers) {
  LabelPool pool;
  pool.offered = saved.offered;
  for (PooledLabel label : saved.labels) {
    label.class_id = At(numbers, label.class_id);
    if (label.class_id != kNone) pool.labels.push_back(label);
  }
  for (const NameId class_id : saved.label_classes) {
    if (const NameId now = At(numbers, class_id); now != kNone) pool.label_classes.push_back(now);
  }
  std::sort(pool.label_classes.begin(), pool.label_classes.end());
  return pool;
}

}  // namespace

Calibration Renumber(const Calibration& saved, NameTable& classes) {
  const std::vector<NameId> numbers = NewNumbers(saved, classes);
  Calibration calibration;
  calibration.version = saved.version;
  for (const auto& model : saved.models) {
    calibration.models.push_back(std::make_shared<const ModelCalibration>(RenumberModel(*model, numbers)));
  }
  if (saved.pool != nullptr) calibration.pool = std::make_shared<const LabelPool>(RenumberPool(*saved.pool, numbers));
  calibration.contributions = saved.contributions;
  calibration.budget = saved.budget;
  return calibration;
}

}  // namespace labelwatch
