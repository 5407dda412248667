#include "consumers/repeated_warnings.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace labelwatch {

void RepeatedWarnings::Warn(std::string_view reason, std::string_view which) {
  const std::lock_guard lock(mutex_);
  auto at = by_reason_.find(reason);
  if (at == by_reason_.end()) at = by_reason_.try_emplace(std::string(reason)).first;
  Told& told = at->second;
  if (told.whole >= kWhole) {
    ++told.rest;
    return;
  }
  ++told.whole;
  spdlog::warn("{}: {}{}", reason, which, told.whole == kWhole ? "; more of them are only counted" : "");
}

void RepeatedWarnings::Advance(std::int64_t now_ms) {
  {
    const std::lock_guard lock(mutex_);
    if (now_ms - told_ms_ < kBetweenMs) return;
    told_ms_ = now_ms;
  }
  TellRest();
}

void RepeatedWarnings::TellRest() {
  const std::lock_guard lock(mutex_);
  for (auto& [reason, told] : by_reason_) {
    const auto rest = std::exchange(told.rest, 0);
    if (rest > 0) spdlog::warn("{}: {} more", reason, rest);
  }
}

}  // namespace labelwatch
