#pragma once
// What the readers of messages share: checked text, names, boxes, shapes, and errors as values. For schema/*.cpp only.

#include <forward_list>
#include <string>
#include <string_view>

#include "schema/field_numbers.h"
#include "schema/field_reader.h"
#include "schema/shape_codec.h"
#include "schema/text.h"
#include "schema/wire.h"

namespace labelwatch {

// Thrown by readers of schema/ only: it leaves the nested ones at once and becomes a value in Guarded.
struct Refused {
  Rejection reason;
};

template <typename Read>
Decoded<void> Guarded(Read read) {
  try {
    read();
    return {};
  } catch (const Refused& refused) {
    return tl::unexpected(refused.reason);
  } catch (const MalformedMessage&) {
    return tl::unexpected(Rejection::kMalformed);
  }
}

inline std::string_view ReadText(FieldReader& reader, const WireLimits& limits) {
  const std::string_view text = reader.Bytes();
  if (text.size() > limits.text_bytes || !ValidUtf8(text)) throw Refused{Rejection::kBadText};
  return text;
}

// A name that the cache does not know.
NameId NewName(std::string_view name, NameCache& names, const WireLimits& limits);

// A class by its number. A name that is known was checked when it came first. `readable`: as in NameCache::Cached.
inline NameId NumberOf(std::string_view name, std::size_t readable, NameCache& names, const WireLimits& limits) {
  const NameId known = names.Cached(name, readable);
  return known != NameTable::kOther ? known : NewName(name, names, limits);
}

inline NameId ReadName(FieldReader& reader, NameCache& names, const WireLimits& limits) {
  const std::string_view name = reader.Bytes();
  return NumberOf(name, name.size() + reader.Left(), names, limits);
}

// The text of a field that stands in a message once: as everywhere, the last one holds. A second look at a message that
// was read already, for what is asked for rarely.
std::string_view LastText(std::string_view message, std::uint32_t tag);

inline void CheckShare(double share) {
  if (!(share >= 0 && share <= 1)) throw Refused{Rejection::kBadNumber};  // NaN fails both
}

template <typename T>
T& Append(std::vector<T>& items, const WireLimits& limits) {
  if (items.size() >= limits.objects) throw Refused{Rejection::kTooManyObjects};
  items.push_back(
      T{});  // not emplace_back(), which clears with an instruction (rep stos) that takes 30 cycles to start
  return items.back();
}

// Sets what the message says, leaves the rest: a box that comes in several pieces is merged, as protobuf does.
inline void ReadBox(std::string_view message, Box& box) {
  constexpr auto kStart = [](std::uint32_t number) { return static_cast<char>(Fixed64Tag(number)); };
  const char* const at = message.data();
  // As every writer puts it: all four sides, in order.
  if (message.size() == 36 && at[0] == kStart(field::box::kXMin) && at[9] == kStart(field::box::kYMin) &&
      at[18] == kStart(field::box::kXMax) && at[27] == kStart(field::box::kYMax)) {
    box = {FieldReader::LoadDouble(at + 1), FieldReader::LoadDouble(at + 10), FieldReader::LoadDouble(at + 19),
           FieldReader::LoadDouble(at + 28)};
    return;
  }
  FieldReader reader(message, FieldReader::kShapeDepth);
  while (reader.Next()) {
    switch (reader.Tag()) {
      case Fixed64Tag(field::box::kXMin):
        box.x_min = reader.Double();
        break;
      case Fixed64Tag(field::box::kYMin):
        box.y_min = reader.Double();
        break;
      case Fixed64Tag(field::box::kXMax):
        box.x_max = reader.Double();
        break;
      case Fixed64Tag(field::box::kYMax):
        box.y_max = reader.Double();
        break;
      default:
        reader.Skip();
    }
  }
}

// The oneof `shape` of a label or prediction. The last shape wins; one shape in several pieces is put together, as
// protobuf does, in `pieces`.
class ShapeReader {
 public:
  ShapeReader(Shape& shape, std::forward_list<std::string>& pieces) : shape_(shape), pieces_(pieces) {}

  void ReadBoxShape(std::string_view message) {
    if (shape_.kind != ShapeKind::kBox) Start(ShapeKind::kBox, {});
    ReadBox(message, shape_.bounds);
  }
  void ReadEncoded(ShapeKind kind, std::string_view message);
  // Checks the shape and finds its bounds.
  void Finish() {
    if (!shape_.encoded.empty()) shape_.bounds = CheckedBounds(shape_.kind, shape_.encoded);
  }

 private:
  void Start(ShapeKind kind, std::string_view message) {
    Finish();  // what is replaced must be well-formed too
    shape_ = {kind, {}, message};
    merged_ = nullptr;
  }
  static Box CheckedBounds(ShapeKind kind, std::string_view message) {
    const auto bounds = Bounds(kind, message);
    if (!bounds) throw MalformedMessage{};
    return *bounds;
  }

  Shape& shape_;
  std::forward_list<std::string>& pieces_;
  std::string* merged_ = nullptr;
};

ClassProbability ReadProbability(FieldReader reader, NameCache& classes, const WireLimits& limits);

}  // namespace labelwatch
