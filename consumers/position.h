#pragma once
// What is committed to Kafka beside an offset, as its metadata: where to start reading again after a restart, how far
// event time had come, what had ended, and which record was the last. ASCII and short: the broker's limit is 4096
// bytes.
//
//   committed offset 5000, metadata "v2;rw=4200;wm=1700000000000;ended=4100;last=4999@1700000000123"
//
// Texts of the former version ("v1;rw=4200;wm=1700000000000") are read.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace labelwatch {

struct CommittedPosition {
  std::int64_t rewind_offset = 0;         // read from here to rebuild the join
  std::int64_t watermark_ms = INT64_MIN;  // of the task; INT64_MIN: none yet
  // Frames that records of this side up to here opened have ended, by age or because the buffer was full; -1: none has.
  std::int64_t ended_offset = -1;
  // The last record that was read, and its Kafka time: a topic that was made anew holds another one there. -1: none.
  std::int64_t last_offset = -1, last_ms = -1;

  friend bool operator==(const CommittedPosition&, const CommittedPosition&) = default;
};

std::string PositionText(const CommittedPosition& position);
// Nothing: not written by PositionText (the offset was set by hand, another program committed, or another version).
std::optional<CommittedPosition> PositionFromText(std::string_view text);

}  // namespace labelwatch
