#pragma once
// Which side of a pair waits while the join is nearly full: the one that is ahead in event time, as long as the other
// has something to read.
//
//   if (pressure.Look(join.Fill(), join.LeadingSide(), at_end)) ...  // after every record: who waits has changed
//
// Looked at after every record, so a small buffer makes reading slower and no more: nothing is evicted that the other
// side would still have brought. Where the other side has nothing to read, waiting would not help, and the join evicts.
//
// Pure. Single-owner.

#include <array>
#include <cstdint>
#include <optional>

#include "schema/record.h"

namespace labelwatch {

class BackPressure {
 public:
  // Shares of the join's limits at which a side begins and ends to wait: far apart, since librdkafka drops what it has
  // fetched ahead at each pause.
  static constexpr double kPauseAt = 0.8, kResumeAt = 0.4;
  // A full buffer of frames that will never be complete has both sides ahead in turn: they change places no more often
  // than after this many records.
  static constexpr std::uint32_t kLeastTurn = 64;

  // `fill`: 0..1, of the join. `at_end`: by side, that there is nothing to read for now. True: who waits has changed.
  bool Look(double fill, Side leading, const std::array<bool, kSides>& at_end);
  bool Waits(Side side) const { return waits_ == side; }

 private:
  std::optional<Side> Next(double fill, Side leading, const std::array<bool, kSides>& at_end) const;

  std::optional<Side> waits_;
  std::uint32_t looks_ = 0;  // since that changed
};

}  // namespace labelwatch
