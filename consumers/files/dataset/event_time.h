#pragma once
// Points in time as files write them, and the event time of frames that have none.

#include <cstdint>
#include <optional>
#include <string_view>

namespace labelwatch {

// Unix milliseconds of "2013-11-14 17:02:52", "2013-11-14T17:02:52.25Z", "2013-11-14T17:02:52+02:00", "2013-11-14",
// "Thu, 14 Nov 2013 17:02:52 UTC" (or GMT) or a plain number: Unix seconds, or milliseconds from 100,000,000,000 on
// (which, as seconds, would be the year 5138). Without an offset the time is UTC. Nothing: it is none of these.
std::optional<std::int64_t> ParseTime(std::string_view text);

// Frames without a usable time get one from their place in the stream, 100 ms apart from 2020-01-01 00:00 UTC on, so
// that file order is event time order. Dates are used only where every frame has one and they never run backwards: the
// images of COCO, say, stand in no order of their dates, and a join by event time would find most of them late. One
// date for all (Roboflow) is that of the export.
inline constexpr std::int64_t kFirstFrameMs = 1'577'836'800'000;
inline constexpr std::int64_t kFrameIntervalMs = 100;

// Watches whether the dates of a set can serve as event time. Single-owner.
class DateOrder {
 public:
  void Add(std::optional<std::int64_t> time_ms) {
    usable_ = usable_ && time_ms && *time_ms >= last_;
    if (time_ms) last_ = *time_ms;
    if (frames_++ == 0) first_ = last_;
  }
  bool Usable() const { return usable_ && (frames_ < 2 || last_ > first_); }

 private:
  bool usable_ = true;
  std::uint64_t frames_ = 0;
  std::int64_t first_ = 0, last_ = 1;  // 0 means "not said" in messages
};

}  // namespace labelwatch
