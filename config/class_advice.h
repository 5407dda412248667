#pragma once
// What to write under inspect.models: classes of the labels that a model never names, though one of its own looks alike
// or lies at the same places.

#include <string>
#include <vector>

#include "detectors/contract/options.h"
#include "metrics/counts.h"
#include "schema/calibration.h"
#include "schema/series.h"

namespace labelwatch {

// One sentence per suggestion, the classes with most labels first, at most ten per model. Empty: nothing stands out.
// `counts`: of the whole stream so far; `calibration`: tells which classes lie at the same places.
std::vector<std::string> ClassAdvice(const StreamCounts& counts, const Calibration& calibration, const Names& names,
                                     const ModelClassesByName& configured);

}  // namespace labelwatch
