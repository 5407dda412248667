#include "consumers/refusal_log.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace labelwatch {

void RefusalLog::Refused(Side side, Rejection reason, std::string_view place) {
  const std::lock_guard lock(mutex_);
  Refusals& refusals = refusals_[static_cast<std::size_t>(side)][static_cast<std::size_t>(reason)];
  if (refusals.whole >= kWhole) {
    ++refusals.rest;
    return;
  }
  ++refusals.whole;
  spdlog::warn("{} refused as {}: {}{}", SideWord(side), RejectionWord(reason), place,
               refusals.whole == kWhole ? "; more of them are only counted" : "");
}

void RefusalLog::UnknownFields(Side side, std::span<const std::string> names, std::string_view place) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(unknown_told_[static_cast<std::size_t>(side)], true)) return;
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "'" : ", '") + name + "'";
  spdlog::warn("{}: fields that nobody knows are passed over: {} ({}); more of them are only counted", SideWord(side),
               list, place);
}

void RefusalLog::Advance(std::int64_t now_ms) {
  {
    const std::lock_guard lock(mutex_);
    if (now_ms - told_ms_ < kBetweenMs) return;
    told_ms_ = now_ms;
  }
  TellRest();
}

void RefusalLog::TellRest() {
  const std::lock_guard lock(mutex_);
  for (std::size_t side = 0; side < kSides; ++side) {
    for (std::size_t reason = 0; reason < kRejections; ++reason) {
      const auto rest = std::exchange(refusals_[side][reason].rest, 0);
      if (rest == 0) continue;
      spdlog::warn("{} refused as {}: {} more", SideWord(static_cast<Side>(side)),
                   RejectionWord(static_cast<Rejection>(reason)), rest);
    }
  }
}

}  // namespace labelwatch
