#include "config/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "config/error.h"

namespace labelwatch {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t size;
};
constexpr std::array<Unit, 5> kTimes = {{{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::array<Unit, 5> kSizes = {
    {{"TiB", 1ull << 40}, {"GiB", 1ull << 30}, {"MiB", 1ull << 20}, {"KiB", 1ull << 10}, {"B", 1}}};

template <typename T>
ReadValue<T> Expected(std::string_view form, std::string_view text) {
  return tl::unexpected("expected " + std::string(form) + ", got " + Quoted(text));
}

// Digits at the start of `text`, removed from it; nothing where there are none or too many.
std::optional<std::uint64_t> TakeDigits(std::string_view& text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

// One or more amounts with falling units, "1h30m"; nothing if it is not that or does not fit 63 bits.
std::optional<std::uint64_t> TakeAmounts(std::string_view text, const std::array<Unit, 5>& units) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (text == "0") return 0;
  std::uint64_t sum = 0;
  std::size_t next = 0;  // units before this one are used up
  do {
    const auto amount = TakeDigits(text);
    if (!amount) return std::nullopt;
    const auto name = text.substr(0, std::min(text.find_first_of("0123456789"), text.size()));
    while (next < units.size() && units[next].name != name) ++next;
    if (next == units.size()) return std::nullopt;
    if (*amount > (kMost - sum) / units[next].size) return std::nullopt;
    sum += *amount * units[next++].size;
    text.remove_prefix(name.size());
  } while (!text.empty());
  return sum;
}

// In the largest unit that needs no fraction.
std::string PrintAmount(std::uint64_t amount, const std::array<Unit, 5>& units) {
  if (amount == 0) return "0";
  for (const Unit& unit : units) {
    if (amount % unit.size == 0) return std::to_string(amount / unit.size) + std::string(unit.name);
  }
  return std::to_string(amount);  // not reached: the smallest unit is 1
}

std::string MissingUnit(std::string_view text, std::string_view small, std::string_view large) {
  std::string number = Printable(text), message = "the unit is missing; write ";
  ((((message += number) += small) += " or ") += number) += large;
  return message;
}

bool OnlyDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

ReadValue<std::int64_t> ReadDuration(std::string_view text) {
  if (const auto sum = TakeAmounts(text, kTimes)) return static_cast<std::int64_t>(*sum);
  if (OnlyDigits(text)) {
    return tl::unexpected(MissingUnit(text, "s", "ms"));
  }
  return Expected<std::int64_t>("a duration such as 500ms, 10m or 1h30m", text);
}

std::string PrintDuration(std::int64_t milliseconds) {
  return PrintAmount(static_cast<std::uint64_t>(milliseconds), kTimes);
}

ReadValue<std::uint64_t> ReadSize(std::string_view text) {
  if (const auto sum = TakeAmounts(text, kSizes)) return *sum;
  if (OnlyDigits(text)) {
    return tl::unexpected(MissingUnit(text, "B", "MiB"));
  }
  return Expected<std::uint64_t>("a size such as 64KiB, 256MiB or 1GiB", text);
}

std::string PrintSize(std::uint64_t bytes) { return PrintAmount(bytes, kSizes); }

ReadValue<double> ReadNumber(std::string_view text) {
  double number = 0;
  std::string_view digits = text;
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(number)) {
    return Expected<double>("a number", text);
  }
  return number;
}

std::string PrintNumber(double number) {
  std::array<char, 32> buffer{};
  const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), end};
}

ReadValue<std::uint64_t> ReadCount(std::string_view text) {
  std::string_view rest = text;
  const auto count = TakeDigits(rest);
  if (!count || !rest.empty()) return Expected<std::uint64_t>("a whole number", text);
  return *count;
}

}  // namespace labelwatch
