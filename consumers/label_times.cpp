#include "consumers/label_times.h"

#include <algorithm>
#include <ctime>

namespace labelwatch {
namespace {

std::string Format(const char* format, std::int64_t time_ms) {
  constexpr std::int64_t kLastSecond = 253'402'300'799;  // of the year 9999
  const auto seconds = static_cast<std::time_t>(std::clamp<std::int64_t>(time_ms / 1000, 0, kLastSecond));
  std::tm date{};
  gmtime_r(&seconds, &date);
  char text[40];
  return {text, std::strftime(text, sizeof text, format, &date)};
}

}  // namespace

std::string WithThousands(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3) {
    text.insert(static_cast<std::size_t>(at), ",");
  }
  return text;
}

std::string LabelTimes::Text(std::int64_t time_ms) const {
  return order ? "frame " + WithThousands(Frame(time_ms)) : Format("%Y-%m-%d %H:%M UTC", time_ms);
}

std::string LabelTimes::Iso(std::int64_t time_ms) const { return Format("%Y-%m-%dT%H:%M:%SZ", time_ms); }

}  // namespace labelwatch
