#pragma once
// A judged frame as the message that goes back to labeling.

#include "detectors/inspector.h"
#include "schema/output.h"

namespace labelwatch {

// Its flagged findings, most suspicious first, with names and sentences. `judge` names detectors and options: part of
// the id. Pure.
FlaggedFrame MakeFlaggedFrame(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                              const Inspector& inspector, std::string_view judge);

}  // namespace labelwatch
