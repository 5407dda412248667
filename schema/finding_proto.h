#pragma once
// A finding as a message. Internal to schema/.

#include "schema/finding.h"
#include "schema/result.h"

namespace labelwatch {

namespace v1 {
class Finding;
}

void ToProto(const FindingRecord& finding, v1::Finding& out);
// An error where its kind is of a later version.
Result<FindingRecord> FromProto(const v1::Finding& proto);

}  // namespace labelwatch
