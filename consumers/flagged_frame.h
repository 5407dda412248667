#pragma once
// A judged frame as the message that goes back to labeling.

#include <cstddef>

#include "detectors/inspector.h"
#include "schema/output.h"

namespace labelwatch {

// More flagged findings of one frame are not told: nobody reads them, and each costs the outlines of its objects.
inline constexpr std::size_t kMostFindings = 1000;

// Its flagged findings, most suspicious first, with names and sentences, and what they were found in. `judge` names
// detectors and options: part of the id. Pure.
FlaggedFrame MakeFlaggedFrame(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                              const Inspector& inspector, std::string_view judge, const NameTable& classes);

}  // namespace labelwatch
