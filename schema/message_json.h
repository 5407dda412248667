#pragma once
// Messages between protobuf bytes and protobuf JSON, by the generated classes.

#include <string>
#include <string_view>
#include <vector>

#include "schema/result.h"
#include "schema/wire.h"

namespace labelwatch {

// Appends the protobuf bytes of the JSON form of LabeledFrame or PredictedFrame. Unknown fields are passed over beside
// known ones: returns their names, at most eight ("labels.category"). Where a message has them, and neither labels nor
// predictions, it is an error that names them.
Result<std::vector<std::string>> MessageFromJson(std::string_view json, Side side, std::string& out);

// One line of JSON, field names as in the .proto. Errors: the bytes are not such a message.
Result<std::string> MessageToJson(std::string_view bytes, Side side);

// The same of a Tally.
Result<std::string> TallyFromJson(std::string_view json);
Result<std::string> TallyToJson(std::string_view bytes);

}  // namespace labelwatch
