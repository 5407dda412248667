#pragma once
// What is committed to Kafka beside an offset, as its metadata: where to start reading again after a restart, and how
// far event time had come. ASCII and short: the broker's limit is 4096 bytes.
//
//   committed offset 5000, metadata "v1;rw=4200;wm=1700000000000"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace labelwatch {

struct CommittedPosition {
  std::int64_t rewind_offset = 0;         // read from here to rebuild the join
  std::int64_t watermark_ms = INT64_MIN;  // of the task; INT64_MIN: none yet

  friend bool operator==(const CommittedPosition&, const CommittedPosition&) = default;
};

std::string PositionText(const CommittedPosition& position);
// Nothing: not written by PositionText (another program committed, or another version).
std::optional<CommittedPosition> PositionFromText(std::string_view text);

}  // namespace labelwatch
