#pragma once
// From how frames scored so far to which ones a budget flags.
//
// With N frames seen (older ones count less) and a budget of b, the highest cells are flagged that hold
//
//   b (N + 1) - 1/2
//
// frames, of the lowest of them a share, so that neither ties nor the width of cells matter. The next frame of the same
// stream is among the k highest of all N + 1 with probability k / (N + 1); what is flagged reaches down to the first
// frame seen that is not, on average half a frame further than it counts. Therefore as many frames are flagged as the
// budget says, from the first frame on, and no other rule is needed until enough were seen: before the budget has half
// a frame to give (N = 50 at 10 in 1,000) nothing is flagged.

#include <memory>

#include "detectors/contract/options.h"
#include "schema/frame_budget.h"

namespace labelwatch {

// What a process starts with; `saved`: of a saved calibration, null where there is none. Null: no budget, or nothing
// to keep it by (frozen).
std::shared_ptr<const FrameBudget> StartBudget(const InspectOptions& options, const FrameBudget* saved);

// Adds frames that were inspected; older ones count less by `half_life`.
void CountScores(const FrameScoreSums& sums, double half_life, FrameBudget& budget);

// Another budget for the same frames.
void SetBudget(double per_1000, FrameBudget& budget);

// Whether the scores of inspected frames must get to LearningStage, though no block of frames that taught is full:
// after an eighth of the frames known, at most 512. `budget`: null where none is kept.
inline bool CountingIsDue(const FrameScoreSums& sums, const FrameBudget* budget) {
  constexpr double kLeast = 8, kMost = 512;
  if (sums.frames < static_cast<std::uint64_t>(kLeast) || budget == nullptr) return false;
  const auto frames = static_cast<double>(sums.frames);
  return frames >= kMost || 8 * frames >= budget->frames;
}

}  // namespace labelwatch
