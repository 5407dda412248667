#pragma once
// The detectors of label errors, in the order in which they are asked.

#include <span>

#include "detectors/labels/detector.h"

namespace labelwatch {

std::span<const LabelDetector* const> LabelDetectors();
// REQUIRES: some detector finds `kind`.
const LabelDetector& DetectorOf(Kind kind);

}  // namespace labelwatch
