#include "metrics/budget_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

#include "detectors/learning/flag_budget.h"

namespace labelwatch {
namespace {

template <typename... T>
std::string Print(const char* format, T... values) {
  std::array<char, 160> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

}  // namespace

double FlagThreshold(const FrameBudget& budget) {
  if (!budget.Flags()) return std::numeric_limits<double>::quiet_NaN();
  return LeastFrameScore(budget.share > 0 ? budget.cell : budget.cell + 1);
}

std::string BudgetText(const FrameBudget& budget) {
  const std::string aim = Print("Of 1,000 frames %g are to be flagged", budget.per_1000);
  if (!budget.Flags()) {
    return aim + Print(": none before %.0f were seen", std::max(1.0, std::floor(500 / budget.per_1000)));
  }
  return aim + Print(": those with a frame score from %.2f on, as %.0f frames scored (older ones count less)",
                     FlagThreshold(budget), budget.frames);
}

std::string OtherBudgetsText(const FrameBudget& budget) {
  std::string text;
  for (const double per_1000 : {1, 2, 5, 10, 20, 50, 100, 200}) {
    FrameBudget other = budget;
    SetBudget(per_1000, other);
    if (!other.Flags()) continue;
    text += Print("%s%g from %.2f on", text.empty() ? "" : "; ", per_1000, FlagThreshold(other));
  }
  return text;
}

}  // namespace labelwatch
