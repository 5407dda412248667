#pragma once
// Advice at the end of a run, on standard error.

#include "consumers/summary.h"
#include "detectors/contract/options.h"
#include "schema/calibration.h"
#include "schema/series.h"

namespace labelwatch {

// Classes of a model and of the labels that never met, though they may be the same; classes in the options that no
// label has.
void PrintAdvice(const StreamCounts& counts, const Calibration& calibration, const Names& names,
                 const InspectOptions& options);

}  // namespace labelwatch
