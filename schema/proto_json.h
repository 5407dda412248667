#pragma once
// Generated messages between bytes and protobuf JSON. Internal to schema/.

#include <string>
#include <string_view>

#include "schema/result.h"

namespace google::protobuf {
class Message;
}

namespace labelwatch {

// `what`: as an error calls it ("a frame"). Errors are of one line. Unknown fields are passed over.
Result<void> ReadJson(std::string_view json, const std::string& what, google::protobuf::Message& message);
// The same of what labelwatch itself wrote: an unknown field is an error, for its meaning would be lost.
Result<void> ReadOwnJson(std::string_view json, const std::string& what, google::protobuf::Message& message);
// Bytes that are protobuf, or protobuf JSON: it starts with '{', which no message does.
Result<void> ReadEither(std::string_view bytes, google::protobuf::Message& message);
// On one line, field names as in the .proto.
Result<std::string> JsonOf(const google::protobuf::Message& message);

}  // namespace labelwatch
