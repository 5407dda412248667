#pragma once
// All detectors there are.

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "detectors/contract/detector.h"
#include "detectors/contract/options.h"
#include "schema/names.h"
#include "schema/result.h"

namespace labelwatch {

using Detectors = std::vector<std::unique_ptr<Detector>>;

// New ones, in the order in which they are asked: those that need no model first and last, those that do between them.
// `classes` must outlive them.
Detectors MakeDetectors(const InspectOptions& options, const NameTable& classes);

// The detector whose findings carry this name. An error names those that there are.
Result<const Detector*> FindDetector(const Detectors& detectors, std::string_view name);

// Of a name that comes from elsewhere: an option, a finding that is read back.
Result<void> CheckDetectorName(std::string_view name);

}  // namespace labelwatch
