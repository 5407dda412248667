#include "schema/field_reader.h"

#include <limits>

namespace labelwatch {

std::uint64_t FieldReader::SevenBits(int limit) {
  std::uint64_t value = 0;
  for (int i = 0; i < limit && at_ != end_; ++i) {
    const unsigned char byte = Byte();
    value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) return value;
  }
  throw MalformedMessage{};  // too long, or cut off
}

std::uint32_t FieldReader::LongSize() {
  const std::uint64_t size = SevenBits(5);
  if (size > std::numeric_limits<std::int32_t>::max()) throw MalformedMessage{};
  return static_cast<std::uint32_t>(size);
}

void FieldReader::Skip() {
  switch (tag_ & 7) {
    case 0:
      Varint();
      break;
    case 1:
      Need(8);
      at_ += 8;
      break;
    case 2:
      Bytes();
      break;
    case 3:
      SkipGroup();
      break;
    case 5:
      Need(4);
      at_ += 4;
      break;
    default:
      throw MalformedMessage{};  // the end of a group that did not start, and types that do not exist
  }
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
