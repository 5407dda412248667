#include "detectors/learning/next_calibration.h"

#include <algorithm>
#include <utility>

#include "detectors/labels/start_weights.h"
#include "detectors/learning/contributions.h"
#include "detectors/learning/frame_budget.h"
#include "detectors/learning/label_pool.h"
#include "detectors/learning/learning_step.h"
#include "detectors/learning/renumber.h"

namespace labelwatch {
namespace {

std::string_view NameOf(std::string_view key) { return key.substr(0, key.find('@')); }

void LearnModel(const ModelTally& sums, const InspectOptions& options, Calibration& calibration) {
  auto& models = calibration.models;
  const auto at = std::lower_bound(models.begin(), models.end(), sums.model,
                                   [](const auto& model, const std::string& key) { return model->model < key; });
  const bool known = at != models.end() && (*at)->model == sums.model;
  if (!known && models.size() >= kMaxLearnedModels) return;
  auto model = std::make_shared<ModelCalibration>(known ? **at : NewModel(sums.model, calibration));
  TakeStep(sums, options, *model);
  if (known) {
    *at = std::move(model);
  } else {
    models.insert(at, std::move(model));
  }
}

// A copy to write to; a new one where there was none.
template <typename T>
std::shared_ptr<T> CopyOf(const std::shared_ptr<const T>& shared) {
  return shared == nullptr ? std::make_shared<T>() : std::make_shared<T>(*shared);
}

void CountFrameScores(const FrameScoreSums& sums, const InspectOptions& options, Calibration& calibration) {
  if (sums.frames == 0 || calibration.budget == nullptr) return;
  auto budget = CopyOf(calibration.budget);
  CountScores(sums, options.flag_half_life, *budget);
  calibration.budget = std::move(budget);
}

}  // namespace

std::shared_ptr<const Calibration> FirstCalibration(const InspectOptions& options) {
  auto first = std::make_shared<Calibration>();
  first->budget = StartBudget(options, nullptr);
  return first;
}

std::shared_ptr<const Calibration> FirstCalibration(const InspectOptions& options, const Calibration& saved,
                                                    NameTable& classes) {
  auto first = std::make_shared<Calibration>(Renumber(saved, classes));
  NameClasses(classes, *first);
  first->budget = StartBudget(options, first->budget.get());
  return first;
}

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

void AddStreamSums(const StreamSums& sums, const InspectOptions& options, Calibration& calibration) {
  if (!sums.labels.empty()) {
    auto pool = CopyOf(calibration.pool);
    OfferLabels(sums, options.seed, *pool);
    calibration.pool = std::move(pool);
  }
  if (sums.frames > 0) {
    auto contributions = CopyOf(calibration.contributions);
    CountContributions(sums, *contributions);
    calibration.contributions = std::move(contributions);
  }
  CountFrameScores(sums.frame_scores, options, calibration);
}

void NameClasses(const NameTable& classes, Calibration& calibration) {
  const std::size_t known = calibration.class_names == nullptr ? 0 : calibration.class_names->size();
  if (classes.Size() == known) return;
  auto names = std::make_shared<std::vector<std::string>>();
  for (NameId id = 0; id < classes.Size(); ++id) names->emplace_back(classes.Name(id));
  calibration.class_names = std::move(names);
}

Calibration AfterBlock(const Calibration& before, const LearningTally& sums, const InspectOptions& options,
                       const NameTable& classes) {
  Calibration next = before;
  ++next.version;
  for (const ModelTally& model : sums.models) {
    if (model.frames > 0) LearnModel(model, options, next);
  }
  AddStreamSums(sums, options, next);
  NameClasses(classes, next);
  return next;
}

Calibration AfterCount(const Calibration& before, const FrameScoreSums& sums, const InspectOptions& options) {
  Calibration next = before;
  ++next.version;
  CountFrameScores(sums, options, next);
  return next;
}

}  // namespace labelwatch
