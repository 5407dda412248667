#pragma once
// Reads the fields of one protobuf message, one after the other, exactly as strict as the generated classes (3.21): the
// property and fuzz tests hold the two equal. Throws MalformedMessage, which decoding.h turns into a value.
//
// Why not protozero::pbf_reader (1.7.1): its get_bool reads a byte behind the message where that ends in a tag, and
// takes a zero of two bytes for true; tags and lengths beyond 32 bits are cut off instead of refused.
//
//   FieldReader reader(message);
//   while (reader.Next()) {
//     switch (reader.Tag()) {
//       case BytesTag(1): id = reader.Bytes(); break;
//       default: reader.Skip();
//     }
//   }
//
// A field of the right number and the wrong wire type is an unknown field, as everywhere in protobuf.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace labelwatch {

struct MalformedMessage {};

// A tag is the field number and the wire type.
constexpr std::uint32_t VarintTag(std::uint32_t number) { return number << 3; }
constexpr std::uint32_t Fixed64Tag(std::uint32_t number) { return number << 3 | 1; }
constexpr std::uint32_t BytesTag(std::uint32_t number) { return number << 3 | 2; }

class FieldReader {
 public:
  // How deep messages and groups may be nested into each other, the outermost message not counted.
  static constexpr int kDepth = 100;
  static constexpr int kShapeDepth = kDepth - 2;  // shapes lie in objects, which lie in frames

  explicit FieldReader(std::string_view message, int depth = kDepth)
      : at_(message.data()), end_(message.data() + message.size()), depth_(depth) {}

  // To the next field; false at the end. Its value must be read or skipped before the next call.
  bool Next() {
    if (at_ == end_) return false;
    tag_ = OneByte() ? Byte() : LongTag();
    if (tag_ < 8) throw MalformedMessage{};  // there is no field 0
    return true;
  }
  std::uint32_t Tag() const { return tag_; }
  const char* Position() const { return at_; }  // the first byte that is not read yet
  bool AtEnd() const { return at_ == end_; }

  std::uint64_t Varint() { return OneByte() ? Byte() : LongVarint(); }
  bool Bool() { return Varint() != 0; }
  std::uint32_t Uint32() { return static_cast<std::uint32_t>(Varint()); }  // higher bits are dropped
  std::int64_t Int64() { return static_cast<std::int64_t>(Varint()); }

  double Double() {
    Need(8);
    const double value = LoadDouble(at_);
    at_ += 8;
    return value;
  }
  std::string_view Bytes() {
    const std::uint32_t size = OneByte() ? Byte() : LongSize();
    Need(size);
    const std::string_view bytes(at_, size);
    at_ += size;
    return bytes;
  }
  FieldReader Message() { return FieldReader(Bytes(), depth_ - 1); }
  void Skip();

  // Little-endian, as on the wire.
  static double LoadDouble(const char* from) {
    static_assert(std::endian::native == std::endian::little, "swap the bytes here");
    double value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }

 private:
  bool OneByte() const { return at_ != end_ && static_cast<unsigned char>(*at_) < 0x80; }
  unsigned char Byte() { return static_cast<unsigned char>(*at_++); }
  void Need(std::uint32_t bytes) const {
    if (static_cast<std::size_t>(end_ - at_) < bytes) throw MalformedMessage{};
  }
  // At most `limit` bytes of seven bits each, least first.
  std::uint64_t SevenBits(int limit);
  std::uint64_t LongVarint() { return SevenBits(10); }
  std::uint32_t LongTag() { return static_cast<std::uint32_t>(SevenBits(5)); }
  std::uint32_t LongSize();
  void SkipGroup();

  const char* at_;
  const char* end_;
  std::uint32_t tag_ = 0;
  int depth_;
};

}  // namespace labelwatch
