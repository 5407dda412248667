#include "schema/shape_codec.h"

#include <protozero/pbf_writer.hpp>

#include "schema/field_numbers.h"
#include "schema/field_reader.h"

namespace labelwatch {
namespace {

using protozero::pbf_writer;

Shape Encoded(ShapeKind kind, const std::string& out, std::size_t start) {
  const std::string_view encoded = std::string_view(out).substr(start);
  return {.kind = kind, .bounds = Bounds(kind, encoded).value_or(Box{}), .encoded = encoded};
}

template <typename Read>
auto Guarded(const char* what, Read read) -> tl::expected<decltype(read()), std::string> {
  try {
    return read();
  } catch (const MalformedMessage&) {
    return tl::unexpected(std::string("not an encoded ") + what);
  }
}

Ring ReadRing(FieldReader reader) {
  Ring ring;
  while (reader.Next()) {
    switch (reader.Tag()) {
      case BytesTag(field::ring::kXy):
        for (FieldReader values = reader.Message(); !values.AtEnd();) ring.xy.push_back(values.Double());
        break;
      case Fixed64Tag(field::ring::kXy):
        ring.xy.push_back(reader.Double());
        break;
      case VarintTag(field::ring::kHole):
        ring.hole = reader.Bool();
        break;
      default:
        reader.Skip();
    }
  }
  return ring;
}

}  // namespace

Shape EncodeRotatedBox(const RotatedBox& box, std::string& out) {
  namespace f = field::rotated_box;
  const std::size_t start = out.size();
  pbf_writer writer(out);
  writer.add_double(f::kCenterX, box.center_x);
  writer.add_double(f::kCenterY, box.center_y);
  writer.add_double(f::kWidth, box.width);
  writer.add_double(f::kHeight, box.height);
  writer.add_double(f::kRotationDegrees, box.rotation_degrees);
  return Encoded(ShapeKind::kRotatedBox, out, start);
}

Shape EncodePolygon(std::span<const Ring> rings, std::string& out) {
  const std::size_t start = out.size();
  pbf_writer writer(out);
  for (const Ring& ring : rings) {
    pbf_writer one(writer, field::polygon::kRings);
    one.add_packed_double(field::ring::kXy, ring.xy.begin(), ring.xy.end());
    if (ring.hole) one.add_bool(field::ring::kHole, true);
  }
  return Encoded(ShapeKind::kPolygon, out, start);
}

Shape EncodeMask(const Mask& mask, std::string& out) {
  const std::size_t start = out.size();
  pbf_writer writer(out);
  writer.add_uint32(field::mask::kWidth, mask.width);
  writer.add_uint32(field::mask::kHeight, mask.height);
  writer.add_packed_uint32(field::mask::kCounts, mask.counts.begin(), mask.counts.end());
  return Encoded(ShapeKind::kMask, out, start);
}

tl::expected<RotatedBox, std::string> DecodeRotatedBox(std::string_view encoded) {
  namespace f = field::rotated_box;
  return Guarded("rotated box", [&] {
    RotatedBox box;
    FieldReader reader(encoded, FieldReader::kShapeDepth);
    while (reader.Next()) {
      switch (reader.Tag()) {
        case Fixed64Tag(f::kCenterX):
          box.center_x = reader.Double();
          break;
        case Fixed64Tag(f::kCenterY):
          box.center_y = reader.Double();
          break;
        case Fixed64Tag(f::kWidth):
          box.width = reader.Double();
          break;
        case Fixed64Tag(f::kHeight):
          box.height = reader.Double();
          break;
        case Fixed64Tag(f::kRotationDegrees):
          box.rotation_degrees = reader.Double();
          break;
        default:
          reader.Skip();
      }
    }
    return box;
  });
}

tl::expected<std::vector<Ring>, std::string> DecodePolygon(std::string_view encoded) {
  return Guarded("polygon", [&] {
    std::vector<Ring> rings;
    FieldReader reader(encoded, FieldReader::kShapeDepth);
    while (reader.Next()) {
      if (reader.Tag() == BytesTag(field::polygon::kRings)) {
        rings.push_back(ReadRing(reader.Message()));
      } else {
        reader.Skip();
      }
    }
    return rings;
  });
}

tl::expected<Mask, std::string> DecodeMask(std::string_view encoded) {
  return Guarded("mask", [&] {
    Mask mask;
    FieldReader reader(encoded, FieldReader::kShapeDepth);
    while (reader.Next()) {
      switch (reader.Tag()) {
        case VarintTag(field::mask::kWidth):
          mask.width = reader.Uint32();
          break;
        case VarintTag(field::mask::kHeight):
          mask.height = reader.Uint32();
          break;
        case BytesTag(field::mask::kCounts):
          for (FieldReader counts = reader.Message(); !counts.AtEnd();) mask.counts.push_back(counts.Uint32());
          break;
        case VarintTag(field::mask::kCounts):
          mask.counts.push_back(reader.Uint32());
          break;
        default:
          reader.Skip();
      }
    }
    return mask;
  });
}

}  // namespace labelwatch
