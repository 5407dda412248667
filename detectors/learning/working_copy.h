#pragma once
// The calibration that the tasks of one worker share and move between two commits, block of frames by block of frames.
//
//   WorkingCopy copy(options, classes, feed.Of(worker));
//   inspector.Inspect(frame, *copy.Current(), copy.Sums());   // every frame of every task of the worker
//   copy.FrameDone();                                         // takes the step of a full block
//   copy.LearntSinceCommit();                                 // goes with the commit
//   copy.Committed(feed.Of(worker));                          // the transaction succeeded: what others taught comes in
//   copy.Aborted();                                           // it did not: as if those frames had not been seen
//
// A block that is not full at a commit stays open over it and is part of what is committed, so that a stream gives the
// same calibration wherever it is cut by commits. Single-owner: the worker's thread.

#include <deque>
#include <memory>

#include "detectors/contract/options.h"
#include "detectors/learning/calibration_feed.h"
#include "schema/calibration.h"
#include "schema/names.h"
#include "schema/tally.h"

namespace labelwatch {

class WorkingCopy {
 public:
  // With the start weights. `classes` must outlive the object.
  WorkingCopy(const InspectOptions& options, const NameTable& classes);
  WorkingCopy(const InspectOptions& options, const NameTable& classes, const Standing& standing);

  const std::shared_ptr<const Calibration>& Current() const { return current_; }  // never null
  // What the frames of the open block teach: Inspector adds to it.
  LearningTally& Sums() { return open_; }
  // A frame was inspected: takes the step when the block is full, and counts frames for the budget when that is due.
  void FrameDone();
  // No more frames come for now: those of the open block count for the budget.
  void CountOpen() { CountFrames(open_.frame_scores); }

  // One block, and frames that were only counted. `sums` is left empty. Frozen: forgets them.
  const std::shared_ptr<const Calibration>& Learn(LearningTally& sums);
  const std::shared_ptr<const Calibration>& CountFrames(FrameScoreSums& sums);

  Lessons LearntSinceCommit() const;
  // The lessons were committed; the feed may not have heard of them yet.
  void Committed(const Standing& standing);
  void Aborted();

 private:
  const InspectOptions options_;
  const NameTable& classes_;
  std::shared_ptr<const Calibration> current_, committed_;
  LearningTally open_, committed_open_;
  StreamSums since_;               // of the blocks since the commit
  std::uint64_t commits_ = 0;      // of lessons
  std::deque<Lessons> under_way_;  // committed, not yet in the feed's calibration
};

}  // namespace labelwatch
