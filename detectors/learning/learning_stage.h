#pragma once
// What learns, as far as it lives in this process: it takes the learning sums of all tasks, takes the step of each
// block of frames, keeps the budget of flagged frames, and hands out the calibration that follows from it.
//
// Thread-safe: a mutex around small state; the snapshot is immutable.

#include <memory>
#include <mutex>

#include "detectors/contract/options.h"
#include "schema/calibration.h"
#include "schema/names.h"
#include "schema/tally.h"

namespace labelwatch {

class LearningStage {
 public:
  // Starts with the start weights. `classes` must outlive the object.
  LearningStage(const InspectOptions& options, const NameTable& classes);
  // Starts from a saved calibration: its class names get numbers of this process.
  LearningStage(const InspectOptions& options, NameTable& classes, Calibration saved);
  ~LearningStage();

  // Never null.
  std::shared_ptr<const Calibration> Current() const;
  // Adds one block (InspectOptions::block_frames frames, by LearningTally::frames) and returns the calibration after
  // it. `sums` is left empty. Frozen: forgets the sums and returns the same calibration.
  std::shared_ptr<const Calibration> Learn(LearningTally& sums);
  // Adds frames that were inspected, between two blocks; see CountingIsDue. `sums` is left empty.
  std::shared_ptr<const Calibration> CountFrames(FrameScoreSums& sums);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace labelwatch
