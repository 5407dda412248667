#pragma once
// When labels were made, as files of labels say it.
//
//   frame.labeled_at_ms = std::max(times.Read(object["createdAt"], offset), times.Read(object["lastEditedAt"],
//   offset));
//   ...
//   times.Note(path, problems);  // after the last
//
// Single-owner.

#include <cstdint>
#include <string>
#include <string_view>

#include "consumers/files/text/json_record.h"
#include "consumers/files/text/problems.h"

namespace labelwatch {

// Within the years 2000 to 2099. What lies before comes from a clock that was never set (1970, 1980) or was not meant
// as seconds (20240101); one such time among others would stretch what is followed over half a century.
bool IsLabelTime(std::int64_t time_ms);

// "2024-01-01T10:00:00Z", with ".250" before the Z where the milliseconds are not 0: ParseTime reads it back.
// REQUIRES: IsLabelTime.
std::string IsoTime(std::int64_t time_ms);

class LabelTimeReader {
 public:
  // Unix ms of a text or number as ParseTime reads it; 0: nothing is said, or it is no label time, which is counted.
  // `offset`: of the record in the file.
  std::int64_t Read(JsonValue said, std::uint64_t offset);

  // One sentence about all that were none, if there were.
  void Note(std::string_view path, Problems& problems) const;

 private:
  std::uint64_t unreadable_ = 0, first_offset_ = 0;
};

}  // namespace labelwatch
