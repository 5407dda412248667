#pragma once
// The fields of a finding in JSON, for lines that are findings and for those that hold more. Internal to schema/.

#include <rapidjson/document.h>

#include "schema/finding.h"
#include "schema/json_line.h"
#include "schema/json_writer.h"

namespace labelwatch {

// Into an object that is open. Empty text and absent boxes are left out.
void PutFindingFields(const FindingRecord& finding, JsonWriter& json);

// Whatever is there and of the right type; the rest as in an empty finding. `probability` follows from the score where
// it is not said, `finding_id` from the other fields.
FindingRecord FindingFields(const rapidjson::Value& object);

}  // namespace labelwatch
