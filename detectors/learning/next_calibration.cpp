#include "detectors/learning/next_calibration.h"

#include <cmath>
#include <utility>

#include "detectors/learning/contributions.h"
#include "detectors/learning/flag_budget.h"
#include "detectors/learning/label_pool.h"
#include "detectors/learning/learned_models.h"
#include "detectors/learning/learning_step.h"
#include "detectors/learning/renumber.h"

namespace labelwatch {
namespace {

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
    auto joint = CopyOf(calibration.joint);
    const auto keep = static_cast<float>(std::exp2(-static_cast<double>(sums.frames) / options.learning_half_life));
    for (std::size_t k = 0; k < joint->kinds.size(); ++k) AddCounts(sums.joint[k], keep, joint->kinds[k]);
    calibration.joint = std::move(joint);
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
  TeachModels(sums.models, options, next);
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
