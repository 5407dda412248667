#include "consumers/back_pressure.h"

namespace labelwatch {
namespace {

bool OtherAtEnd(Side side, const std::array<bool, kSides>& at_end) {
  return at_end[1 - static_cast<std::size_t>(side)];
}

}  // namespace

std::optional<Side> BackPressure::Next(double fill, Side leading, const std::array<bool, kSides>& at_end) const {
  if (waits_ && (fill <= kResumeAt || OtherAtEnd(*waits_, at_end))) return std::nullopt;
  if (fill < kPauseAt || (waits_ && looks_ < kLeastTurn)) return waits_;
  // A side that waits does not tell of what has come since: where it was at its end, it is asked again.
  if (OtherAtEnd(leading, at_end)) return std::nullopt;
  return leading;
}

bool BackPressure::Look(double fill, Side leading, const std::array<bool, kSides>& at_end) {
  ++looks_;
  const auto next = Next(fill, leading, at_end);
  if (next == waits_) return false;
  waits_ = next;
  looks_ = 0;
  return true;
}

}  // namespace labelwatch
