#include "detectors/learning/flag_budget.h"

#include <algorithm>
#include <cmath>

namespace labelwatch {

std::shared_ptr<const FrameBudget> StartBudget(const InspectOptions& options, const FrameBudget* saved) {
  if (!(options.flag_per_1000 > 0) || (saved == nullptr && options.frozen)) return nullptr;
  auto budget = saved == nullptr ? std::make_shared<FrameBudget>() : std::make_shared<FrameBudget>(*saved);
  SetBudget(options.flag_per_1000, *budget);
  return budget;
}

void CountScores(const FrameScoreSums& sums, double half_life, FrameBudget& budget) {
  const double keep = std::exp2(-static_cast<double>(sums.frames) / half_life);
  budget.frames = budget.frames * keep + static_cast<double>(sums.frames);
  for (std::size_t cell = 0; cell < kFrameScoreCells; ++cell) {
    budget.cells[cell] = budget.cells[cell] * static_cast<float>(keep) + static_cast<float>(sums.cells[cell]);
  }
  SetBudget(budget.per_1000, budget);
}

void SetBudget(double per_1000, FrameBudget& budget) {
  budget.per_1000 = per_1000;
  budget.cell = kFrameScoreCells;
  budget.share = 0;
  double room = per_1000 / 1000 * (budget.frames + 1) - 0.5;
  if (!(room > 0 && budget.frames > 0)) return;
  while (budget.cell > 0) {
    --budget.cell;
    const auto frames = static_cast<double>(budget.cells[budget.cell]);
    if (frames > room) {
      budget.share = static_cast<float>(room / frames);
      return;
    }
    room -= frames;
  }
  budget.share = 1;
}

}  // namespace labelwatch
