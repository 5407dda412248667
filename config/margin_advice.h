#pragma once
// Classes under inspect.margins that no label has: most likely misspelt.

#include <string>
#include <vector>

#include "detectors/contract/options.h"
#include "metrics/counts.h"
#include "schema/names.h"

namespace labelwatch {

// One sentence per class, at most ten. Empty: every class was labeled, or too few labels were seen to say.
// `counts`: of the whole stream so far.
std::vector<std::string> MarginAdvice(const StreamCounts& counts, const NameTable& classes,
                                      const MarginsByClass& configured);

}  // namespace labelwatch
