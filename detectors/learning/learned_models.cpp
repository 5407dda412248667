#include "detectors/learning/learned_models.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "detectors/labels/start_weights.h"
#include "detectors/learning/learning_step.h"

namespace labelwatch {
namespace {

using Models = std::vector<std::shared_ptr<const ModelCalibration>>;

std::string_view NameOf(std::string_view key) { return key.substr(0, key.find('@')); }

Models::iterator PlaceOf(const std::string& key, Models& models) {
  return std::lower_bound(models.begin(), models.end(), key,
                          [](const auto& model, const std::string& name) { return model->model < name; });
}

bool IsTaught(const std::string& key, std::span<const ModelTally> sums) {
  return std::any_of(sums.begin(), sums.end(),
                     [&](const ModelTally& model) { return model.frames > 0 && model.model == key; });
}

// The model without a lesson for longest; of several (files of older versions do not say) the one that learned least.
// The end where every model is taught now.
Models::iterator LongestUnused(std::span<const ModelTally> sums, Models& models) {
  auto unused = models.end();
  const auto use = [](const ModelCalibration& model) { return std::tuple(model.last_lesson, model.frames); };
  for (auto model = models.begin(); model != models.end(); ++model) {
    if (IsTaught((*model)->model, sums)) continue;
    if (unused == models.end() || use(**model) < use(**unused)) unused = model;
  }
  return unused;
}

}  // namespace

ModelCalibration NewModel(const std::string& key, const Calibration& calibration) {
  ModelCalibration model = StartCalibration();
  const ModelCalibration* older = nullptr;
  for (const auto& known : calibration.models) {
    if (NameOf(known->model) == NameOf(key) && (older == nullptr || known->frames > older->frames)) older = known.get();
  }
  if (older != nullptr) {
    for (std::size_t k = 0; k < model.kinds.size(); ++k) {
      const auto shared = static_cast<std::ptrdiff_t>(kSharedWeights[k]);
      std::copy_n(older->kinds[k].weights.begin(), shared, model.kinds[k].weights.begin());
    }
  }
  model.model = key;
  return model;
}

bool PutModel(std::shared_ptr<const ModelCalibration> model, std::span<const ModelTally> taught,
              Calibration& calibration) {
  Models& models = calibration.models;
  auto place = PlaceOf(model->model, models);
  if (place != models.end() && (*place)->model == model->model) {
    *place = std::move(model);
    return true;
  }
  if (models.size() >= kMaxLearnedModels) {
    const auto unused = LongestUnused(taught, models);
    if (unused == models.end()) return false;
    models.erase(unused);
    ++calibration.models_forgotten;
    place = PlaceOf(model->model, models);
  }
  models.insert(place, std::move(model));
  return true;
}

void TeachModels(std::span<const ModelTally> sums, const InspectOptions& options, Calibration& calibration) {
  for (const ModelTally& lessons : sums) {
    if (lessons.frames == 0) continue;
    const auto place = PlaceOf(lessons.model, calibration.models);
    const bool known = place != calibration.models.end() && (*place)->model == lessons.model;
    auto model = std::make_shared<ModelCalibration>(known ? **place : NewModel(lessons.model, calibration));
    TakeStep(lessons, options, *model);
    model->last_lesson = calibration.version;
    PutModel(std::move(model), sums, calibration);
  }
}

}  // namespace labelwatch
