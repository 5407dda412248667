#include "schema/message_json.h"

#include <memory>

#include "labelwatch/v1/labelwatch.pb.h"
#include "schema/field_names.h"
#include "schema/proto_json.h"

namespace labelwatch {
namespace {

std::unique_ptr<google::protobuf::Message> MessageOf(Side side) {
  if (side == Side::kLabels) return std::make_unique<v1::LabeledFrame>();
  return std::make_unique<v1::PredictedFrame>();
}

// Whether the message says what it is there for, were it only by an empty list under its name.
bool SaysNothing(const google::protobuf::Message& message, Side side) {
  if (side == Side::kLabels) {
    const auto& frame = static_cast<const v1::LabeledFrame&>(message);
    return frame.labels().empty() && frame.frame_classes().empty();
  }
  const auto& frame = static_cast<const v1::PredictedFrame&>(message);
  return frame.predictions().empty() && frame.class_probabilities().empty();
}

// A list under another name is not "nothing there".
Result<void> CheckNames(const FieldNames& names, const google::protobuf::Message& message, Side side) {
  if (!SaysNothing(message, side) || !names.unknown_outermost) return {};
  const std::string wanted(side == Side::kLabels ? "labels" : "predictions");
  const std::string whole(side == Side::kLabels ? "frame_classes" : "class_probabilities");
  if (names.Has(wanted) || names.Has(whole)) return {};
  std::string list;
  for (const std::string& name : names.unknown) list += (list.empty() ? "'" : ", '") + name + "'";
  return BadInput("no field '" + wanted + "', but fields that nobody knows: " + list);
}

Result<std::string> ToJson(std::string_view bytes, google::protobuf::Message& message) {
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return BadInput("not a " + message.GetTypeName() + " message");
  }
  return JsonOf(message);
}

}  // namespace

Result<std::vector<std::string>> MessageFromJson(std::string_view json, Side side, std::string& out) {
  const auto message = MessageOf(side);
  if (auto read = ReadJson(json, "a frame", *message); !read) return tl::unexpected(read.error());
  FieldNames names = NamesIn(json, side);
  if (auto named = CheckNames(names, *message, side); !named) return tl::unexpected(named.error());
  if (!message->AppendToString(&out)) return BadInput("too large for a message");
  return std::move(names.unknown);
}

Result<std::string> MessageToJson(std::string_view bytes, Side side) { return ToJson(bytes, *MessageOf(side)); }

Result<std::string> TallyFromJson(std::string_view json) {
  v1::Tally message;
  if (auto read = ReadJson(json, "a tally", message); !read) return tl::unexpected(read.error());
  return message.SerializeAsString();
}

Result<std::string> TallyToJson(std::string_view bytes) {
  v1::Tally message;
  return ToJson(bytes, message);
}

}  // namespace labelwatch
