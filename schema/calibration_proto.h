#pragma once
// Calibrations as generated messages, for the codecs. A message is checked as it is read: what comes out can be judged
// by.

#include "schema/calibration.h"
#include "schema/result.h"

namespace labelwatch::v1 {
class Calibration;
class Contribution;
class ConfusionCount;
}  // namespace labelwatch::v1

namespace labelwatch {

void ToProto(const Calibration& calibration, v1::Calibration& out);
void ToProto(const Contribution& contribution, v1::Contribution& out);
void ToProto(const ConfusionCount& pair, v1::ConfusionCount& out);

// An error names what is wrong. Class numbers are those of the message.
Result<Calibration> FromProto(const v1::Calibration& proto);

}  // namespace labelwatch
