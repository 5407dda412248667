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
  static constexpr int kObjectDepth = kDepth - 1, kShapeDepth = kDepth - 2;  // shapes lie in objects, those in frames

  explicit FieldReader(std::string_view message, int depth = kDepth)
      : at_(message.data()), end_(message.data() + message.size()), depth_(depth) {}

  // To the next field; false at the end. Its value must be read or skipped before the next call.
  bool Next() {
    if (at_ == end_) return false;
    tag_ = OneByte() ? Byte() : static_cast<std::uint32_t>(LongVarint(kTagBytes));
    if (tag_ < 8) throw MalformedMessage{};  // there is no field 0
    return true;
  }
  // To the next field if it has this tag, which is shorter than asking which one it has.
  bool NextIs(std::uint32_t tag) {
    if (at_ == end_ || static_cast<unsigned char>(*at_) != tag || tag >= 0x80) return false;
    ++at_;
    tag_ = tag;
    return true;
  }
  std::uint32_t Tag() const { return tag_; }
  const char* Position() const { return at_; }                               // the first byte that is not read yet
  std::size_t Left() const { return static_cast<std::size_t>(end_ - at_); }  // bytes
  bool AtEnd() const { return at_ == end_; }

  std::uint64_t Varint() { return OneByte() ? Byte() : LongVarint(kVarintBytes); }
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
    const std::uint64_t size = OneByte() ? Byte() : LongVarint(kTagBytes);
    if (size > Left() || size > kLongest) throw MalformedMessage{};
    const std::string_view bytes(at_, size);
    at_ += size;
    return bytes;
  }
  FieldReader Message() { return FieldReader(Bytes(), depth_ - 1); }
  void Skip() {
    if ((tag_ & 7) == 2) {
      Bytes();
    } else {
      at_ = Behind(*this);
    }
  }
  // The same, with the fields of this tag that follow at once.
  void SkipRun() {
    do {
      Skip();
    } while (NextIs(tag_));
  }

  // Little-endian, as on the wire.
  static double LoadDouble(const char* from) {
    static_assert(std::endian::native == std::endian::little, "swap the bytes here");
    double value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }

 private:
  static constexpr int kVarintBytes = 10, kTagBytes = 5;  // at most; a length has as many as a tag
  static constexpr std::uint64_t kLongest = 0x7FFFFFFF;

  bool OneByte() const { return at_ != end_ && static_cast<unsigned char>(*at_) < 0x80; }
  unsigned char Byte() { return static_cast<unsigned char>(*at_++); }
  void Need(std::uint32_t bytes) const {
    if (Left() < bytes) throw MalformedMessage{};
  }
  std::uint64_t LongVarint(int limit) {
    const Number number = SevenBits(at_, end_, limit);
    at_ = number.end;
    return number.value;
  }

  // What is rare takes and returns values: a reader whose address nobody was given stays in registers.
  struct Number {
    std::uint64_t value;
    const char* end;
  };
  // At most `limit` bytes of seven bits each, least first.
  static Number SevenBits(const char* at, const char* end, int limit);
  // The end of the field that `reader` stands in.
  static const char* Behind(FieldReader reader);
  void SkipGroup();

  const char* at_;
  const char* end_;
  std::uint32_t tag_ = 0;
  int depth_;
};

}  // namespace labelwatch
