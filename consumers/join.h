#pragma once
// Brings labels and predictions of a frame together, by frame id, within a window of event time.
//
// Event time is the time of the frame (the message's, else the record's). The watermark is the smaller of the two
// sides' largest event times: an open frame ends when the watermark passes its time + window, so the result does not
// depend on how the two topics are interleaved. A side that is silent for `idle_ms` of wall-clock time stops holding
// the watermark back. Open frames are held as the bytes of their messages; see OverheadBytes for what the join adds.
//
// Pure: no clock, no threads, no I/O. Single-owner.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/record.h"
#include "schema/wire.h"

namespace labelwatch {

struct JoinOptions {
  // How far apart, in event time, the two sides of a frame may be read.
  std::int64_t window_ms = 10 * 60 * 1000;
  // Models whose predictions a labeled frame waits for; empty: the first predictions that come complete it.
  std::vector<std::string> models;
  // Limits of the buffer; the oldest open frames are evicted beyond them.
  std::size_t max_frames = 200'000;
  std::size_t max_bytes = 256u << 20;
  // An open frame ends after this much wall-clock time, whatever the event time says. 0: no such limit.
  std::int64_t max_age_ms = 60 * 60 * 1000;
  // A side silent for this much wall-clock time no longer holds the watermark back. 0: it holds it for ever.
  std::int64_t idle_ms = 60 * 1000;
};

}  // namespace labelwatch
