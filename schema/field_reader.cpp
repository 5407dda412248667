#include "schema/field_reader.h"

namespace labelwatch {

FieldReader::Number FieldReader::SevenBits(const char* at, const char* end, int limit) {
  std::uint64_t value = 0;
  for (int i = 0; i < limit && at != end; ++i) {
    const auto byte = static_cast<unsigned char>(*at++);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) return {value, at};
  }
  throw MalformedMessage{};  // too long, or cut off
}

const char* FieldReader::Behind(FieldReader reader) {
  switch (reader.tag_ & 7) {
    case 0:
      reader.Varint();
      break;
    case 1:
      reader.Need(8);
      reader.at_ += 8;
      break;
    case 2:
      reader.Bytes();
      break;
    case 3:
      reader.SkipGroup();
      break;
    case 5:
      reader.Need(4);
      reader.at_ += 4;
      break;
    default:
      throw MalformedMessage{};  // the end of a group that did not start, and types that do not exist
  }
  return reader.at_;
}

// Fields up to the end of the group; our messages have no groups, but unknown fields may be some.
void FieldReader::SkipGroup() {
  const std::uint32_t end_tag = tag_ + 1;
  if (--depth_ < 0) throw MalformedMessage{};
  while (Next()) {
    if (tag_ == end_tag) {
      ++depth_;
      return;
    }
    Skip();
  }
  throw MalformedMessage{};
}

}  // namespace labelwatch
