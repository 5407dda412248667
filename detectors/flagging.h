#pragma once
// Which frames and findings go back to labeling.
//
// Without a budget a finding is flagged from InspectOptions::flag_probability on, and a frame with its findings. With
// one (FrameBudget) the frames with the highest frame scores are flagged; in a flagged frame its first finding with the
// highest score is, and every other one from flag_probability on; in other frames nothing is. A frame without findings
// has nothing to look at and is never flagged.

#include <span>
#include <string_view>

#include "detectors/contract/options.h"
#include "schema/finding.h"
#include "schema/frame_budget.h"

namespace labelwatch {

// Sets Finding::flagged by Finding::probability and returns whether the frame is. `budget`: null where none is kept. Of
// the frames at the threshold a hash of the frame id says which ones are flagged: the same frame has the same answer
// everywhere.
bool Flag(std::string_view frame_id, double frame_score, const InspectOptions& options, const FrameBudget* budget,
          std::span<Finding> findings);

}  // namespace labelwatch
