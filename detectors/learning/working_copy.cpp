#include "detectors/learning/working_copy.h"

#include <utility>

#include "detectors/learning/flag_budget.h"
#include "detectors/learning/merge_lessons.h"
#include "detectors/learning/next_calibration.h"

namespace labelwatch {
namespace {

// With the names of all classes: the open block may speak of some that no step has named yet.
std::shared_ptr<const Calibration> Named(const std::shared_ptr<const Calibration>& calibration,
                                         const NameTable& classes) {
  auto named = std::make_shared<Calibration>(*calibration);
  NameClasses(classes, *named);
  return named;
}

}  // namespace

WorkingCopy::WorkingCopy(const InspectOptions& options, const NameTable& classes)
    : WorkingCopy(options, classes, {FirstCalibration(options), 0, {}}) {}

WorkingCopy::WorkingCopy(const InspectOptions& options, const NameTable& classes, const Standing& standing)
    : options_(options),
      classes_(classes),
      current_(standing.calibration),
      committed_(current_),
      open_(standing.open),
      committed_open_(open_),
      commits_(standing.commits) {}

void WorkingCopy::FrameDone() {
  if (open_.frames >= options_.block_frames) {
    Learn(open_);
  } else if (CountingIsDue(open_.frame_scores, current_->budget.get())) {
    CountFrames(open_.frame_scores);
  }
}

const std::shared_ptr<const Calibration>& WorkingCopy::Learn(LearningTally& sums) {
  if (sums.frames == 0 || options_.frozen) {
    CountFrames(sums.frame_scores);
  } else {
    current_ = std::make_shared<const Calibration>(AfterBlock(*current_, sums, options_, classes_));
    since_.Add(sums);
  }
  sums.Clear();
  return current_;
}

const std::shared_ptr<const Calibration>& WorkingCopy::CountFrames(FrameScoreSums& sums) {
  if (sums.frames > 0 && current_->budget != nullptr && !options_.frozen) {
    current_ = std::make_shared<const Calibration>(AfterCount(*current_, sums, options_));
    since_.frame_scores.Add(sums);
  }
  sums.Clear();
  return current_;
}

Lessons WorkingCopy::LearntSinceCommit() const {
  return {commits_ + 1, committed_, Named(current_, classes_), since_, open_};
}

void WorkingCopy::Committed(const Standing& standing) {
  under_way_.push_back(LearntSinceCommit());
  ++commits_;
  while (!under_way_.empty() && under_way_.front().number <= standing.commits) under_way_.pop_front();
  // Versions count steps: where the feed's and those under way are as many as the copy's, nobody else taught anything.
  std::uint64_t known = standing.calibration->version;
  for (const Lessons& lessons : under_way_) known += lessons.Steps();
  if (known != current_->version) {
    current_ = standing.calibration;
    for (const Lessons& lessons : under_way_) {
      current_ = std::make_shared<const Calibration>(MergeLessons(*current_, lessons, options_));
    }
  }
  committed_ = current_;
  committed_open_ = open_;
  since_.Clear();
}

void WorkingCopy::Aborted() {
  current_ = committed_;
  open_ = committed_open_;
  since_.Clear();
}

}  // namespace labelwatch
