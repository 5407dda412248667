#pragma once
// One suspicion about a track: what the tests of track errors return, and what a sentence is made of.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "schema/names.h"
#include "schema/shapes.h"

namespace labelwatch {

enum class TrackError : std::uint8_t { kFlicker, kBrokenId, kSwappedIds, kClassSwitch, kJump, kFrozen };
inline constexpr std::size_t kTrackErrors = 6;
inline constexpr std::array<std::string_view, kTrackErrors> kTrackErrorWords = {
    "track_flicker", "track_broken_id", "track_swapped_ids", "track_class_switch", "track_jump", "track_frozen"};

struct TrackSuspicion {
  TrackError error = TrackError::kFlicker;
  // ln of how much more likely this looks among made errors than among real tracks; the assumed rate is added later.
  double evidence = 0;
  std::int64_t first_frame = 0, last_frame = 0;  // sequence_index: of the absence, the stand-still, the frame in doubt
  std::size_t frames = 0;                        // how many frames of the sequence that is
  double number = 0;                             // IoU or distance, as the sentence of the error says
  double model = -1;                             // confidence of a prediction that agrees; negative: none
  NameId usual_class = 0;                        // of the class switch
  bool has_box = false;
  Box suggested;         // where the object should be, in the frame `first_frame` of a flicker, else in this one
  std::string other_id;  // the other track
};

}  // namespace labelwatch
