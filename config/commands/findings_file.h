#pragma once
// The findings of a file, as `replay --findings` writes it.

#include <functional>
#include <string>

#include "schema/finding.h"
#include "schema/result.h"

namespace labelwatch {

// One after the other. An error names the line that is none, or that was found by a detector that does not exist.
Result<void> ForEachFinding(const std::string& path, const std::function<void(FindingRecord)>& take);

// A finding that names none is taken as it is.
Result<void> CheckDetector(const FindingRecord& finding);

}  // namespace labelwatch
