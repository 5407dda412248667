#pragma once
// The budget of flagged frames, in words.

#include <string>

#include "schema/frame_budget.h"

namespace labelwatch {

// The frame score from which on frames are flagged; not a number where none is yet.
double FlagThreshold(const FrameBudget& budget);

// One sentence: how many frames are to be flagged, and which ones are.
std::string BudgetText(const FrameBudget& budget);

// What other budgets would flag of the same frames: helps to choose one. Empty: too few frames to say.
std::string OtherBudgetsText(const FrameBudget& budget);

}  // namespace labelwatch
