#pragma once
// The baselines of a stage, to be saved, and another stage that is held to them from its first frame on.
//
//   SavedBaselines saved = BaselinesOf(stage, options, in_order);     // what the first files taught
//   RatesStage later(options);
//   if (auto held = Hold(saved, options, later); !held) ...           // what follows is weighed against it
//
// What goes over is what was learnt: baselines, the sums of those that still learn, and how many frames come in a time,
// from which the budget follows. Evidence, open alarms and rates do not: another file is another stretch of time, its
// clock starts anew, and what is told of it rests on its own frames. Pure.

#include <cstddef>

#include "detectors/rates/rates_stage.h"
#include "schema/result.h"
#include "schema/saved_baselines.h"

namespace labelwatch {

// Without the marks of weights. `in_order`: label times are places in a stream of files.
SavedBaselines BaselinesOf(const RatesStage& stage, const RateOptions& options, bool in_order);

// Returns how many series were left out because of the limit. An error: sums that no frames make. REQUIRES: the stage
// has taken nothing, and follows the same kind of time.
Result<std::size_t> Hold(const SavedBaselines& baselines, const RateOptions& options, RatesStage& stage);

}  // namespace labelwatch
