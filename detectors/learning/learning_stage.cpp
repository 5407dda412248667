#include "detectors/learning/learning_stage.h"

#include "detectors/learning/contributions.h"
#include "detectors/learning/frame_budget.h"
#include "detectors/learning/label_pool.h"
#include "detectors/learning/learned_models.h"
#include "detectors/learning/renumber.h"

namespace labelwatch {
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
  TeachModels(sums.models, impl_->options, *next);
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
