#pragma once
// Judges the labels of one frame of a sequence by the frames before it: findings of kind `track`.
//
// A frame leaves the pipeline once, as soon as it is joined; it is not held back until its successors are known, which
// would delay every frame of a sequence and its commit. So what shows at the frame itself (class switch, jump, frozen,
// exchanged ids, an id that starts where another ended) is found on it; what shows only when the object is back
// (flicker, wrong class in the first frames of a track) is found on the frame where it shows, at the label of the same
// track, and the sentence names the earlier frames; the suggested box of a flicker is that of its first absent frame.
//
// Per label the strongest suspicion is given. score = evidence + ln(TrackOptions::rate): see track_errors.h.
//
// Single-owner: holds scratch memory and the suspicions of the last frame.

#include <string>
#include <vector>

#include "detectors/tracks/motion.h"
#include "detectors/tracks/sequence_window.h"
#include "detectors/tracks/suspicion.h"
#include "schema/finding.h"
#include "schema/frame.h"

namespace labelwatch {

class TrackJudge {
 public:
  // Appends findings. `moment`: the frame as SequenceWindows remembered it.
  void Judge(const SequenceWindows::Moment& moment, const TrackOptions& options, std::vector<Finding>& findings);

  // REQUIRES: `finding` is of the frame judged last.
  const TrackSuspicion& SuspicionOf(const Finding& finding) const;
  // One sentence for a person.
  std::string Explain(const JoinedFrame& frame, const Finding& finding, const NameTable& classes) const;

 private:
  // The tracks of a frame's objects, one after the other.
  void FindPast(const SequenceWindows::Moment& moment);

  std::vector<Sighting> sightings_;
  std::vector<std::size_t> past_end_;
  std::vector<double> distances_;
  std::vector<TrackSuspicion> suspicions_;
};

}  // namespace labelwatch
