#pragma once
// Up to where requests of a partition were dealt with when some of them were forgotten: what stands before it on the
// topic and is not known was forgotten, and is asked nobody a second time, should the topic be read again.
//
// Kept on the topic of tasks, a record for each partition. A topic that was made anew counts from zero: what was asked
// after the last forgetting is new, wherever it stands.

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace labelwatch {

struct ForgottenRequests {
  std::int64_t offset = 0;  // of the topic of requests
  std::int64_t at_ms = 0;   // when

  bool Holds(std::int64_t request_offset, std::int64_t asked_at_ms) const {
    return request_offset < offset && asked_at_ms <= at_ms;
  }
  std::string Text() const { return std::to_string(offset) + "@" + std::to_string(at_ms); }
  static std::optional<ForgottenRequests> FromText(std::string_view text) {
    ForgottenRequests read;
    const char* const end = text.data() + text.size();
    const auto offset = std::from_chars(text.data(), end, read.offset);
    if (offset.ec != std::errc() || offset.ptr == end || *offset.ptr != '@') return std::nullopt;
    const auto at = std::from_chars(offset.ptr + 1, end, read.at_ms);
    if (at.ec != std::errc() || at.ptr != end) return std::nullopt;
    return read;
  }
};

}  // namespace labelwatch
