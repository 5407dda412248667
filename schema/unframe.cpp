// From the bytes of a record to plain protobuf.
#include <protozero/varint.hpp>

#include "schema/field_reader.h"
#include "schema/message_json.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

// Place of the messages in labelwatch.proto, counted from 0: what Confluent's framing calls the message index.
// A test holds these equal to the descriptor.
constexpr std::int64_t kMessageIndex[kSides] = {9, 11};

// Magic byte 0, schema id (4 bytes, not resolved), the path to the message type as zig-zag varints: count, then
// indexes; a count of 0 stands for the path [0]. Source: MessageIndexes of Confluent's schema registry.
Decoded<std::string_view> WithoutConfluentHeader(std::string_view bytes, Side side) {
  if (bytes.size() < 6) return tl::unexpected(Rejection::kFraming);
  FieldReader header(bytes.substr(5));
  try {
    const std::int64_t count = protozero::decode_zigzag64(header.Varint());
    std::int64_t index = 0;
    if (count == 1) index = protozero::decode_zigzag64(header.Varint());
    // Nested types are never expected. A producer with a schema of its own sends the path [0].
    if (count < 0 || count > 1) return tl::unexpected(Rejection::kFraming);
    if (index != 0 && index != kMessageIndex[static_cast<std::size_t>(side)]) {
      return tl::unexpected(Rejection::kFraming);
    }
  } catch (const MalformedMessage&) {
    return tl::unexpected(Rejection::kFraming);
  }
  return bytes.substr(static_cast<std::size_t>(header.Position() - bytes.data()));
}

}  // namespace

Decoded<std::string_view> Unframe(std::string_view bytes, Side side, const WireLimits& limits, std::string& scratch,
                                  std::vector<std::string>* unknown) {
  if (bytes.empty()) return tl::unexpected(Rejection::kEmpty);
  if (bytes.size() > limits.message_bytes) return tl::unexpected(Rejection::kTooLarge);
  // A protobuf message starts with a tag, which is at least 8: field number 0 does not exist. '{' would start a group,
  // which proto3 does not have.
  const auto first = static_cast<unsigned char>(bytes[0]);
  if (first == 0) return WithoutConfluentHeader(bytes, side);
  if (first < 8) return tl::unexpected(Rejection::kFraming);
  if (first != '{') return bytes;
  scratch.clear();
  auto names = MessageFromJson(bytes, side, scratch);
  if (!names) return tl::unexpected(Rejection::kBadJson);
  if (unknown != nullptr && !names->empty()) *unknown = std::move(*names);
  if (scratch.size() > limits.message_bytes) return tl::unexpected(Rejection::kTooLarge);  // "1," becomes eight bytes
  return std::string_view(scratch);
}

}  // namespace labelwatch
