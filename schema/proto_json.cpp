#include "schema/proto_json.h"

#include <google/protobuf/util/json_util.h>

#include <limits>

#include "schema/text.h"

namespace labelwatch {
namespace {

// The parser recurses into nested values: what is nested deeper than any message of ours is not one.
bool NestedDeeperThan(std::string_view json, int limit) {
  int depth = 0;
  bool text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (text) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        text = false;
      }
    } else if (c == '"') {
      text = true;
    } else if (c == '{' || c == '[') {
      if (++depth > limit) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

// The parser shows the place of a fault on lines of their own.
std::string FirstLine(const std::string& text) { return text.substr(0, text.find_first_of("\r\n")); }

Result<void> Read(std::string_view json, const std::string& what,
                  const google::protobuf::util::JsonParseOptions& options, google::protobuf::Message& message) {
  if (!ValidUtf8(json)) return BadInput("not valid UTF-8");
  if (NestedDeeperThan(json, 32)) return BadInput("nested too deep");
  const auto status = google::protobuf::util::JsonStringToMessage({json.data(), json.size()}, &message, options);
  if (!status.ok()) return BadInput("not the JSON form of " + what + ": " + FirstLine(status.message().ToString()));
  return {};
}

}  // namespace

Result<void> ReadJson(std::string_view json, const std::string& what, google::protobuf::Message& message) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  return Read(json, what, options, message);
}

Result<void> ReadOwnJson(std::string_view json, const std::string& what, google::protobuf::Message& message) {
  return Read(json, what, {}, message);
}

Result<void> ReadEither(std::string_view bytes, google::protobuf::Message& message) {
  if (bytes.starts_with('{')) return ReadJson(bytes, "a " + message.GetTypeName() + " message", message);
  const bool fits = bytes.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max());
  if (fits && message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return {};
  return BadInput("not a " + message.GetTypeName() + " message");
}

Result<std::string> JsonOf(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  if (!status.ok()) return BadInput("has no JSON form: " + status.message().ToString());
  return json;
}

}  // namespace labelwatch
