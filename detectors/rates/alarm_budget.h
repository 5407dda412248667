#pragma once
// From "at most one false alarm a week" to how much evidence an alarm takes.
//
//   A = frames counted in all series during a period, summed / false alarms allowed in it
//
// The sum of all series then has at most that many false alarms expected, whatever their number and however they depend
// on each other; a series with many frames gets its share by its frames. A changes by an explicit act only: one that
// followed the stream would look at what it decides.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace labelwatch {

enum class BudgetPeriod : std::uint8_t { kDay, kWeek, kMonth };

struct BudgetPeriodInfo {
  std::string_view word;
  int days = 0;
};
inline constexpr auto kBudgetPeriods = std::to_array<BudgetPeriodInfo>({{"day", 1}, {"week", 7}, {"month", 30}});

struct AlarmBudget {
  double false_alarms = 1;
  BudgetPeriod period = BudgetPeriod::kWeek;

  friend bool operator==(const AlarmBudget&, const AlarmBudget&) = default;
};

constexpr const BudgetPeriodInfo& InfoOf(BudgetPeriod period) {
  return kBudgetPeriods[static_cast<std::size_t>(period)];
}

// A. Nothing: no frames were counted yet, or nothing is allowed. At least kLeast, where the test begins to make sense.
inline std::optional<double> FramesPerFalseAlarm(const AlarmBudget& budget, double frames_per_period) {
  constexpr double kLeast = 100, kMost = 1e18;
  if (!(frames_per_period > 0 && budget.false_alarms > 0)) return std::nullopt;
  return std::clamp(frames_per_period / budget.false_alarms, kLeast, kMost);
}

// "1 per week", "0.5 per day".
inline std::string InWords(const AlarmBudget& budget) {
  std::array<char, 32> number{};
  const auto end = std::to_chars(number.data(), number.data() + number.size(), budget.false_alarms).ptr;
  return std::string(number.data(), end).append(" per ").append(InfoOf(budget.period).word);
}

// Reads what InWords writes. Nothing: another form, or not more than 0 alarms.
inline std::optional<AlarmBudget> ReadAlarmBudget(std::string_view words) {
  AlarmBudget budget;
  const auto [rest, error] = std::from_chars(words.data(), words.data() + words.size(), budget.false_alarms);
  if (error != std::errc() || !(budget.false_alarms > 0) || !std::isfinite(budget.false_alarms)) return std::nullopt;
  words.remove_prefix(static_cast<std::size_t>(rest - words.data()));
  constexpr std::string_view kPer = " per ";
  if (!words.starts_with(kPer)) return std::nullopt;
  words.remove_prefix(kPer.size());
  for (std::size_t i = 0; i < kBudgetPeriods.size(); ++i) {
    if (kBudgetPeriods[i].word != words) continue;
    budget.period = static_cast<BudgetPeriod>(i);
    return budget;
  }
  return std::nullopt;
}

}  // namespace labelwatch
