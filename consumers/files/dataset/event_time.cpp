#include "consumers/files/dataset/event_time.h"

#include <charconv>
#include <chrono>
#include <cmath>
#include <string>

namespace labelwatch {
namespace {

// Reads fixed-width fields from the front of a text.
class Fields {
 public:
  explicit Fields(std::string_view text) : text_(text) {}

  bool Digits(std::size_t count, int& value) {
    if (text_.size() < count) return false;
    value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return false;
      value = value * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return true;
  }
  bool One(std::string_view of, char& found) {
    if (text_.empty() || of.find(text_[0]) == std::string_view::npos) return false;
    found = text_[0];
    text_.remove_prefix(1);
    return true;
  }
  bool One(std::string_view of) {
    char found;
    return One(of, found);
  }
  bool Done() const { return text_.empty(); }

 private:
  std::string_view text_;
};

std::optional<std::int64_t> ParseNumber(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  if (!(value > 0 && value < 1e15)) return {};
  return static_cast<std::int64_t>(std::llround(value >= 1e11 ? value : value * 1000));
}

// "Tue, 17 Jan 2023 11:43:52 UTC", as mails and HTTP have it, in the order of ISO 8601; empty: it is no such date.
std::string MailDateAsIso(std::string_view text) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text.substr(3, 2) != ", ") return {};
  const std::string_view day = text.substr(5, 2), year = text.substr(12, 4), clock = text.substr(16, 9);
  const std::size_t month = kMonths.find(text.substr(8, 3));
  const bool utc = text.ends_with(" UTC") || text.ends_with(" GMT");
  if (!utc || month == std::string_view::npos || month % 3 != 0) return {};
  std::string iso(year);
  iso.append(month < 27 ? "-0" : "-").append(std::to_string(month / 3 + 1)).append("-");
  return iso.append(day).append(clock);
}

}  // namespace

std::optional<std::int64_t> ParseTime(std::string_view text) {
  if (const std::string iso = MailDateAsIso(text); !iso.empty()) return ParseTime(iso);
  int year = 0, month = 0, day = 0;
  Fields fields(text);
  const bool date = fields.Digits(4, year) && fields.One("-/") && fields.Digits(2, month) && fields.One("-/") &&
                    fields.Digits(2, day);
  if (!date) return ParseNumber(text);
  using namespace std::chrono;
  const year_month_day ymd(std::chrono::year(year) / month / day);
  if (!ymd.ok()) return {};
  std::int64_t ms = duration_cast<milliseconds>(sys_days(ymd).time_since_epoch()).count();
  if (fields.Done()) return ms;

  int hour = 0, minute = 0, second = 0;
  if (!fields.One(" T") || !fields.Digits(2, hour) || !fields.One(":") || !fields.Digits(2, minute)) return {};
  if (fields.One(":") && !fields.Digits(2, second)) return {};
  if (hour > 23 || minute > 59 || second > 60) return {};
  ms += duration_cast<milliseconds>(hours(hour) + minutes(minute) + seconds(second)).count();
  if (fields.One(".")) {
    int digit = 0, scale = 100;
    if (!fields.Digits(1, digit)) return {};
    do {
      ms += std::int64_t{digit} * scale;
      scale /= 10;
    } while (fields.Digits(1, digit));
  }
  char sign = 0;
  if (fields.One("+-", sign)) {
    int offset_hours = 0, offset_minutes = 0;
    if (!fields.Digits(2, offset_hours)) return {};
    fields.One(":");
    if (!fields.Done() && !fields.Digits(2, offset_minutes)) return {};
    const std::int64_t offset = duration_cast<milliseconds>(hours(offset_hours) + minutes(offset_minutes)).count();
    ms -= sign == '+' ? offset : -offset;
  } else {
    fields.One("Z");
  }
  return fields.Done() ? std::optional(ms) : std::nullopt;
}

}  // namespace labelwatch
