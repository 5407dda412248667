#pragma once
// Options of judging tracks. Defaults live here and nowhere else.

#include <cstddef>
#include <cstdint>

namespace labelwatch {

struct TrackOptions {
  // Off: frames of a sequence are judged like single images, and no memory is held.
  bool enabled = true;
  // Frames of one sequence that are remembered, the newest by sequence_index. Fewer see shorter gaps and less of a
  // track's usual motion; each costs the boxes of one frame.
  std::size_t frames = 12;
  // Sequences remembered per task; beyond it the one whose newest frame is oldest is dropped, which is counted.
  std::size_t sequences = 64;
  // Labels and, separately, predictions remembered of one frame; the rest of a fuller frame is not judged for tracks.
  std::size_t objects = 500;
  // Longest absence, in frames, that is still a flicker or a broken track: Encord looks at one frame; annotators who
  // label by hand leave out up to about three.
  std::size_t gap = 3;
  // Assumed share of labels in sequences with an error of their track, each sort of error for itself.
  double rate = 0.01;
};

}  // namespace labelwatch
