#include "consumers/position.h"

#include <charconv>

namespace labelwatch {
namespace {

constexpr std::string_view kVersion = "v1;rw=", kWatermark = ";wm=";

// Takes a whole decimal number off the front of `text`.
std::optional<std::int64_t> TakeNumber(std::string_view& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

}  // namespace

std::string PositionText(const CommittedPosition& position) {
  return std::string(kVersion) + std::to_string(position.rewind_offset) + std::string(kWatermark) +
         std::to_string(position.watermark_ms);
}

std::optional<CommittedPosition> PositionFromText(std::string_view text) {
  if (!text.starts_with(kVersion)) return std::nullopt;
  text.remove_prefix(kVersion.size());
  const auto rewind = TakeNumber(text);
  if (!rewind || *rewind < 0 || !text.starts_with(kWatermark)) return std::nullopt;
  text.remove_prefix(kWatermark.size());
  const auto watermark = TakeNumber(text);
  if (!watermark || !text.empty()) return std::nullopt;
  return CommittedPosition{*rewind, *watermark};
}

}  // namespace labelwatch
