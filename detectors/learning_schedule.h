#pragma once
// Which frames are learned from.

#include <algorithm>
#include <cstdint>

#include "detectors/contract/options.h"

namespace labelwatch {

// Follows from what was learned so far and the frame id alone, so that judging stays a pure function. `frames`: learned
// from this model so far; `frame_hash`: of the frame id.
inline bool LearnsFrom(const InspectOptions& options, std::uint64_t frames, std::uint64_t frame_hash) {
  if (options.frozen) return false;
  if (frames < options.learn_all_frames) return true;
  const std::uint64_t seen_often =
      options.learn_often_until - std::min(options.learn_often_until, options.learn_all_frames);
  const std::uint64_t often = std::max<std::uint32_t>(options.learn_often_every, 1);
  const std::uint64_t rarely = std::max<std::uint32_t>(options.learn_rarely_every, 1);
  const bool still_often = frames < options.learn_all_frames + seen_often / often;
  return (frame_hash >> 20) % (still_often ? often : rarely) == 0;
}

}  // namespace labelwatch
