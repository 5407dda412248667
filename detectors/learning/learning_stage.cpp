#include "detectors/learning/learning_stage.h"

#include <algorithm>

#include "detectors/labels/start_weights.h"
#include "detectors/learning/contributions.h"
#include "detectors/learning/flag_budget.h"
#include "detectors/learning/label_pool.h"
#include "detectors/learning/learning_step.h"
#include "detectors/learning/renumber.h"

namespace labelwatch {
namespace {

std::string_view NameOf(std::string_view key) { return key.substr(0, key.find('@')); }

// What a model that was never seen starts with: what its older versions taught, classes excepted (they differ most
// between versions), else the start weights.
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

}  // namespace

struct LearningStage::Impl {
  InspectOptions options;
  const NameTable& classes;
  mutable std::mutex mutex;
  std::shared_ptr<const Calibration> current;

  void NameClasses(Calibration& calibration) const {
    const std::size_t known = calibration.class_names == nullptr ? 0 : calibration.class_names->size();
    if (classes.Size() == known) return;
    auto names = std::make_shared<std::vector<std::string>>();
    for (NameId id = 0; id < classes.Size(); ++id) names->emplace_back(classes.Name(id));
    calibration.class_names = std::move(names);
  }

  void Count(const FrameScoreSums& sums, Calibration& calibration) const {
    if (sums.frames == 0 || calibration.budget == nullptr) return;
    auto budget = std::make_shared<FrameBudget>(*calibration.budget);
    CountScores(sums, options.flag_half_life, *budget);
    calibration.budget = std::move(budget);
  }

  std::shared_ptr<const Calibration> CountAlone(FrameScoreSums& sums) {
    if (sums.frames > 0 && current->budget != nullptr && !options.frozen) {
      auto next = std::make_shared<Calibration>(*current);
      ++next->version;
      Count(sums, *next);
      current = std::move(next);
    }
    sums.Clear();
    return current;
  }
};

LearningStage::LearningStage(const InspectOptions& options, const NameTable& classes)
    : impl_(new Impl{options, classes, {}, nullptr}) {
  Calibration start;
  start.budget = StartBudget(options, nullptr);
  impl_->current = std::make_shared<const Calibration>(std::move(start));
}

LearningStage::LearningStage(const InspectOptions& options, NameTable& classes, Calibration saved)
    : impl_(new Impl{options, classes, {}, nullptr}) {
  auto start = std::make_shared<Calibration>(Renumber(saved, classes));
  impl_->NameClasses(*start);
  start->budget = StartBudget(options, start->budget.get());
  impl_->current = std::move(start);
}

LearningStage::~LearningStage() = default;

std::shared_ptr<const Calibration> LearningStage::Current() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->current;
}

std::shared_ptr<const Calibration> LearningStage::Learn(LearningTally& sums) {
  const std::lock_guard lock(impl_->mutex);
  if (sums.frames == 0 || impl_->options.frozen) {
    impl_->CountAlone(sums.frame_scores);
    sums.Clear();
    return impl_->current;
  }
  auto next = std::make_shared<Calibration>(*impl_->current);
  ++next->version;
  for (const ModelTally& model : sums.models) {
    if (model.frames > 0) LearnModel(model, impl_->options, *next);
  }
  if (!sums.labels.empty()) {
    auto pool = next->pool == nullptr ? std::make_shared<LabelPool>() : std::make_shared<LabelPool>(*next->pool);
    OfferLabels(sums, impl_->options.seed, *pool);
    next->pool = std::move(pool);
  }
  auto contributions = next->contributions == nullptr ? std::make_shared<Contributions>()
                                                      : std::make_shared<Contributions>(*next->contributions);
  CountContributions(sums, *contributions);
  next->contributions = std::move(contributions);
  impl_->Count(sums.frame_scores, *next);
  impl_->NameClasses(*next);
  sums.Clear();
  impl_->current = std::move(next);
  return impl_->current;
}

std::shared_ptr<const Calibration> LearningStage::CountFrames(FrameScoreSums& sums) {
  const std::lock_guard lock(impl_->mutex);
  return impl_->CountAlone(sums);
}

}  // namespace labelwatch
