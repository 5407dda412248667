#pragma once
// A flagged frame as a message, alone and within a request. Internal to schema/.

#include "schema/output.h"

namespace labelwatch {

namespace v1 {
class FlaggedFrame;
class Sampling;
}  // namespace v1

void ToProto(const FlaggedFrame& flagged, v1::FlaggedFrame& out);
Result<FlaggedFrame> FromProto(const v1::FlaggedFrame& proto);

void SetSampling(ReviewArm arm, double inclusion_probability, v1::Sampling& out);
// kNone: not said.
Result<ReviewArm> ArmOf(const v1::Sampling& proto);

}  // namespace labelwatch
