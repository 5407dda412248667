#pragma once
// The detectors of label errors, in the order in which they are asked.

#include <span>
#include <string_view>

#include "detectors/labels/detector.h"

namespace labelwatch {

std::span<const LabelDetector* const> LabelDetectors();
// Names are unique; several detectors may find errors of one kind. REQUIRES: the name of one of them.
const LabelDetector& DetectorNamed(std::string_view name);

}  // namespace labelwatch
