#include "consumers/files/dataset/label_time.h"

#include <chrono>
#include <cstdio>

#include "consumers/files/dataset/event_time.h"

namespace labelwatch {

bool IsLabelTime(std::int64_t time_ms) {
  constexpr std::int64_t kYear2000 = 946'684'800'000, kYear2100 = 4'102'444'800'000;
  return time_ms >= kYear2000 && time_ms < kYear2100;
}

std::string IsoTime(std::int64_t time_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(time_ms)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  char text[64];
  const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                                 static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                                 static_cast<int>(clock.seconds().count()));
  std::string iso(text, static_cast<std::size_t>(size));
  if (const auto ms = static_cast<int>(clock.subseconds().count()); ms != 0) {
    std::snprintf(text, sizeof text, ".%03d", ms);
    iso += text;
  }
  return iso + "Z";
}

std::int64_t LabelTimeReader::Read(JsonValue said, std::uint64_t offset) {
  if (said.IsMissing() || (said.IsText() && said.Text().empty())) return 0;
  const auto time_ms = ParseTime(said.Text());
  if (time_ms && IsLabelTime(*time_ms)) return *time_ms;
  if (unreadable_++ == 0) first_offset_ = offset;
  return 0;
}

void LabelTimeReader::Note(std::string_view path, Problems& problems) const {
  if (unreadable_ == 0) return;
  problems.Note(std::string(path) + ": " + std::to_string(unreadable_) +
                " times of labels are no dates of the years 2000 to 2099 (the first in the record at byte " +
                std::to_string(first_offset_) + "): not used");
}

}  // namespace labelwatch
