#include "detectors/learning/learning_stage.h"

#include <algorithm>
#include <utility>

#include "detectors/learning/merge_lessons.h"
#include "detectors/learning/next_calibration.h"
#include "detectors/learning/pinning.h"
#include "detectors/learning/renumber.h"

namespace labelwatch {

std::shared_ptr<const Calibration> LearningStage::Current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

Standing LearningStage::Of(const std::string& worker) const {
  const std::lock_guard lock(mutex_);
  const auto teacher = teachers_.find(worker);
  if (teacher == teachers_.end()) return {current_, 0, {}};
  return {current_, teacher->second.commits, teacher->second.open};
}

bool LearningStage::Repeats(const Tally& tally, const Teacher& teacher) const {
  if (tally.lessons.number <= teacher.commits) return true;
  if (tally.transaction) return false;
  return std::any_of(tally.covered.begin(), tally.covered.end(), [this](const CoveredInput& covered) {
    const auto known = covered_.find(covered.partition);
    if (known == covered_.end()) return false;
    return covered.from[0] < known->second.to[0] || covered.from[1] < known->second.to[1];
  });
}

void LearningStage::Cover(const Tally& tally) {
  for (const CoveredInput& covered : tally.covered) covered_[covered.partition] = covered;
}

Teacher& LearningStage::Hear(const std::string& worker) {
  const auto by_last = [](const auto& a, const auto& b) { return a.second.heard < b.second.heard; };
  if (!teachers_.contains(worker) && teachers_.size() >= kWorkers) {
    teachers_.erase(std::min_element(teachers_.begin(), teachers_.end(), by_last));
  }
  Teacher& teacher = teachers_[worker];
  teacher.heard = ++heard_;
  return teacher;
}

bool LearningStage::Apply(const Tally& tally) {
  const std::lock_guard lock(mutex_);
  Teacher& teacher = Hear(tally.worker);
  const bool repeats = Repeats(tally, teacher);
  teacher.commits = std::max(teacher.commits, tally.lessons.number);
  if (repeats) return false;
  teacher.open = tally.lessons.open;
  Cover(tally);
  if (tally.lessons.Steps() > 0 || NamesMore(tally.lessons, *current_)) {
    current_ = std::make_shared<const Calibration>(MergeLessons(*current_, tally.lessons, options_));
  }
  return true;
}

// A step of the calibration: a worker's copy that was taken before it is merged with it, and does not replace it.
bool LearningStage::Apply(const RatesAct& act) {
  if (act.act != ActKind::kRenew || !act.which.WholeModels() || options_.frozen) return false;
  std::optional<Kind> only;
  if (act.which.kind) {
    if (Place(*act.which.kind) >= kKinds) return false;  // an outcome of pairing, in which there is no weight
    only = static_cast<Kind>(*act.which.kind);
  }
  const std::lock_guard lock(mutex_);
  auto next = std::make_shared<Calibration>(*current_);
  bool changed = false;
  for (auto& model : next->models) {
    if (!act.which.model.empty() && act.which.model != model->model) continue;
    auto pinned = std::make_shared<ModelCalibration>(*model);
    if (!PinAnew(options_, only, *pinned)) continue;
    model = std::move(pinned);
    changed = true;
  }
  if (!changed) return false;
  ++next->version;
  current_ = std::move(next);
  return true;
}

namespace {

std::shared_ptr<const Calibration> With(std::shared_ptr<const MeasuredShares> measured,
                                        const std::shared_ptr<const Calibration>& calibration) {
  if (measured == nullptr) return calibration;
  auto changed = std::make_shared<Calibration>(*calibration);
  changed->measured = std::move(measured);
  return changed;
}

}  // namespace

void LearningStage::Measure(std::shared_ptr<const MeasuredShares> measured) {
  const std::lock_guard lock(mutex_);
  measured_ = std::move(measured);
  current_ = With(measured_, current_);
}

LearningState LearningStage::State() const {
  const std::lock_guard lock(mutex_);
  return {{}, 0, *current_, teachers_, covered_};
}

void LearningStage::Restore(const LearningState& state, NameTable& classes) {
  auto calibration = FirstCalibration(options_, state.calibration, classes);
  const ClassNumbers numbers(state.calibration.class_names.get(), classes);
  const std::lock_guard lock(mutex_);
  current_ = With(measured_, calibration);
  teachers_.clear();
  heard_ = 0;
  for (const auto& [worker, teacher] : state.teachers) {
    teachers_[worker] = {teacher.commits, numbers.Renumber(teacher.open), teacher.heard};
    heard_ = std::max(heard_, teacher.heard);
  }
  covered_ = state.covered;
}

}  // namespace labelwatch
