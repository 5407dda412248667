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

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "detectors/contract/detector.h"
#include "detectors/tracks/motion.h"
#include "detectors/tracks/suspicion.h"

namespace labelwatch {

struct TrackEvidence {
  std::uint32_t suspicion = 0;  // of the frame judged last
};

class TrackDetector final : public DetectorWith<TrackEvidence> {
 public:
  TrackDetector() : DetectorWith({"track", Kind::kTrack, {.frames_before = true}}) {}
  std::span<const std::string_view> FindingNames() const override { return kTrackErrorWords; }
  void Judge(const View& view, std::vector<Finding>& findings, ModelTally* sums) override;

 private:
  Explanation Tell(const JoinedFrame& frame, const Finding& finding, const TrackEvidence& evidence,
                   const NameTable& classes) const override;

  // The tracks of a frame's objects, one after the other.
  void FindPast(const SequenceMoment& moment);
  // How far the tracks of the frame are from where they were expected: the median over three tracks or more, for a jolt
  // of the camera moves all of them.
  double FrameDistance();

  std::vector<Sighting> sightings_;
  std::vector<std::size_t> past_end_;
  std::vector<double> distances_;
  std::vector<TrackSuspicion> suspicions_;
};

}  // namespace labelwatch
