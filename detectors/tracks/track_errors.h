#pragma once
// The tests of track errors: pure functions of one label, its track so far, and the frames before. Each returns its
// suspicion, or nothing where the track is as it should be. To add one: a function here, a line in track_detector.cpp,
// a sentence in sentences.cpp.
//
// The constants of `evidence` were set by hand, not fitted: each sum starts at what a clear case should weigh and loses
// by what makes it less clear (a smaller IoU, a longer absence). They were then held against errors planted into the
// tracks of one video and against the video as it is (tests/detectors/tracks_video_test.cpp): at the default flag score
// the video as it is has 4 flagged findings in 202 frames. So the order of findings is worth more than their
// probability. Jumps need the predictions: without them real tracks of that video move as unevenly as planted shifts.

#include <optional>
#include <span>

#include "detectors/contract/track_options.h"
#include "detectors/tracks/motion.h"
#include "detectors/tracks/sequence_window.h"
#include "detectors/tracks/suspicion.h"

namespace labelwatch {

struct TrackView {
  const TrackOptions& options;
  const SequenceFrame& now;
  std::span<const SequenceFrame* const> before;  // newest first
  const TrackedObject& object;                   // in `now`
  std::span<const Sighting> past;                // of the same track, newest first; perhaps none
  double frame_distance = 0;                     // usual distance of this frame's tracks from where they were expected
};

// Gone for 1 to `gap` frames and back near where it was expected.
std::optional<TrackSuspicion> FindFlicker(const TrackView& view);
// A new id starts where one of the same class ends; or two ids have changed places.
std::optional<TrackSuspicion> FindBrokenId(const TrackView& view);
std::optional<TrackSuspicion> FindSwappedIds(const TrackView& view);
// Another class than in most frames of the track: the frames of the rarer class are in doubt, not the others.
std::optional<TrackSuspicion> FindClassSwitch(const TrackView& view);
// Far from where its own motion leads, by the measure of its own past and of the other tracks of the frame; the more so
// where a prediction is rather there than at the label.
std::optional<TrackSuspicion> FindJump(const TrackView& view);
// Stands still while the prediction on it moves.
std::optional<TrackSuspicion> FindFrozen(const TrackView& view);

}  // namespace labelwatch
