#include "consumers/position.h"

#include <charconv>

namespace labelwatch {
namespace {

// Takes `name` and a whole decimal number off the front of `text`.
std::optional<std::int64_t> Take(std::string_view name, std::string_view& text) {
  if (!text.starts_with(name)) return std::nullopt;
  text.remove_prefix(name.size());
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

}  // namespace

std::string PositionText(const CommittedPosition& position) {
  return "v2;rw=" + std::to_string(position.rewind_offset) + ";wm=" + std::to_string(position.watermark_ms) +
         ";ended=" + std::to_string(position.ended_offset) + ";last=" + std::to_string(position.last_offset) + "@" +
         std::to_string(position.last_ms);
}

std::optional<CommittedPosition> PositionFromText(std::string_view text) {
  const bool former = text.starts_with("v1;");
  if (!former && !text.starts_with("v2;")) return std::nullopt;
  text.remove_prefix(3);
  const auto rewind = Take("rw=", text);
  if (!rewind || *rewind < 0) return std::nullopt;
  const auto watermark = Take(";wm=", text);
  if (!watermark) return std::nullopt;
  CommittedPosition position{*rewind, *watermark};
  if (former) return text.empty() ? std::optional(position) : std::nullopt;
  const auto ended = Take(";ended=", text), last = Take(";last=", text), last_ms = Take("@", text);
  if (!ended || !last || !last_ms || !text.empty()) return std::nullopt;
  position.ended_offset = *ended;
  position.last_offset = *last;
  position.last_ms = *last_ms;
  return position;
}

}  // namespace labelwatch
