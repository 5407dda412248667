#pragma once
// How a labeled box differs from what a model shows, in words: loose, tight, shifted, or one side (wrong extent).
//
// Sides that lie within 5 % of the width or height of the reference are taken as equal: annotators differ by that much.

#include <string>

#include "detectors/matching/side_residuals.h"

namespace labelwatch {

enum class BoxDifference { kNone, kLoose, kTight, kShifted, kOneSide, kSeveralSides };

BoxDifference DifferenceOf(const SideResiduals& sides);

// Empty for kNone.
std::string DifferenceInWords(const SideResiduals& sides);

}  // namespace labelwatch
