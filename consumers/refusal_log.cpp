#include "consumers/refusal_log.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace labelwatch {

void RefusalLog::Refused(Side side, Rejection reason, std::string_view place) {
  warnings_.Warn(std::string(SideWord(side)) + " refused as " + std::string(RejectionWord(reason)), place);
}

void RefusalLog::UnknownFields(Side side, std::span<const std::string> names, std::string_view place) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(unknown_told_[static_cast<std::size_t>(side)], true)) return;
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "'" : ", '") + name + "'";
  spdlog::warn("{}: fields that nobody knows are passed over: {} ({}); more of them are only counted", SideWord(side),
               list, place);
}

void RefusalLog::Shortened(std::string_view type, std::string_view topic, std::string_view how) {
  warnings_.Warn(std::string(type) + " is too large for topic " + std::string(topic), how);
}

}  // namespace labelwatch
