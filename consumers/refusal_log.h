#pragma once
// What the log says of records that were refused and of outputs that were shortened, however many there are
// (repeated_warnings.h). All of them are counted, and in Kafka the refused ones are on the topic of dead letters.
//
// Thread-safe.

#include <array>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "consumers/repeated_warnings.h"
#include "schema/wire.h"

namespace labelwatch {

class RefusalLog {
 public:
  // `place`: "topic t partition 3 offset 7".
  void Refused(Side side, Rejection reason, std::string_view place);
  // Fields of a message that was read that nobody knows: the first time of each side.
  void UnknownFields(Side side, std::span<const std::string> names, std::string_view place);
  // An output that its topic does not take whole. `type`: "FlaggedFrame"; `how`: of which frame, and what is left.
  void Shortened(std::string_view type, std::string_view topic, std::string_view how);
  // Time passes: tells of those that were not told of one by one.
  void Advance(std::int64_t now_ms) { warnings_.Advance(now_ms); }

 private:
  std::mutex mutex_;
  std::array<bool, kSides> unknown_told_{};
  RepeatedWarnings warnings_;
};

}  // namespace labelwatch
