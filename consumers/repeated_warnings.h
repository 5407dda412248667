#pragma once
// Warnings about what may befall each of very many records: of each reason the first ones whole; then how many more,
// once a minute and at the end. So a topic full of them fills no disk, and what there is to know is said.
//
//   warnings.Warn("labels refused as bad_text", "topic t partition 3 offset 7");
//   warnings.Advance(now_ms);  // now and then
//
// Thread-safe.

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace labelwatch {

class RepeatedWarnings {
 public:
  static constexpr std::uint64_t kWhole = 5;
  static constexpr std::int64_t kBetweenMs = 60'000;

  RepeatedWarnings() = default;
  RepeatedWarnings(const RepeatedWarnings&) = delete;
  ~RepeatedWarnings() { TellRest(); }

  // `which`: the record, and what else is to know about it. REQUIRES: reasons are few; no text of a record is part of
  // one.
  void Warn(std::string_view reason, std::string_view which);
  // Time passes: tells of those that were not told of one by one.
  void Advance(std::int64_t now_ms);

 private:
  struct Told {
    std::uint64_t whole = 0, rest = 0;  // rest: since it was told
  };
  void TellRest();

  std::mutex mutex_;
  std::map<std::string, Told, std::less<>> by_reason_;
  std::int64_t told_ms_ = 0;
};

}  // namespace labelwatch
