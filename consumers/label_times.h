#pragma once
// How label times are told: as a date, or, where files do not say when labels were made, as the number of a frame.
//
// Immutable.

#include <cstdint>
#include <string>

#include "consumers/files/dataset/event_time.h"

namespace labelwatch {

struct LabelTimes {
  bool order = false;  // times are places in a stream of files (event_time.h)

  std::int64_t Frame(std::int64_t time_ms) const { return (time_ms - kFirstFrameMs) / kFrameIntervalMs; }
  std::string Text(std::int64_t time_ms) const;  // "2026-11-28 10:00 UTC", "frame 1,240"
  std::string Iso(std::int64_t time_ms) const;   // "2026-11-28T10:00:00Z". REQUIRES: no order
};

std::string WithThousands(std::int64_t number);  // "1,240"

}  // namespace labelwatch
