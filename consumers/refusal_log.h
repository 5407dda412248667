#pragma once
// Lines about refused records, however many there are: of each side and reason the first ones whole, with their place;
// then how many more, once a minute and at the end. All of them are counted, and in Kafka they are on the topic of dead
// letters.
//
// Thread-safe.

#include <array>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "schema/wire.h"

namespace labelwatch {

class RefusalLog {
 public:
  static constexpr std::uint64_t kWhole = 5;
  static constexpr std::int64_t kBetweenMs = 60'000;

  RefusalLog() = default;
  RefusalLog(const RefusalLog&) = delete;
  ~RefusalLog() { TellRest(); }

  // `place`: "topic t partition 3 offset 7".
  void Refused(Side side, Rejection reason, std::string_view place);
  // Fields of a message that was read that nobody knows: the first time of each side.
  void UnknownFields(Side side, std::span<const std::string> names, std::string_view place);
  // Time passes: tells of those that were not told of one by one.
  void Advance(std::int64_t now_ms);

 private:
  struct Refusals {
    std::uint64_t whole = 0, rest = 0;  // rest: since it was told
  };
  void TellRest();

  std::mutex mutex_;
  std::array<std::array<Refusals, kRejections>, kSides> refusals_{};
  std::array<bool, kSides> unknown_told_{};
  std::int64_t told_ms_ = 0;
};

}  // namespace labelwatch
