#include "schema/shape_codec.h"

#include <algorithm>
#include <limits>
#include <numbers>
#include <protozero/pbf_reader.hpp>
#include <protozero/pbf_writer.hpp>

#include "schema/field_numbers.h"

namespace labelwatch {
namespace {

using protozero::pbf_reader;
using protozero::pbf_writer;

// The least box around points; empty where there are none or one is not finite.
struct Extent {
  double x_min = std::numeric_limits<double>::infinity(), y_min = x_min, x_max = -x_min, y_max = -x_min;
  bool finite = true;

  void Add(double x, double y) {
    finite = finite && std::isfinite(x) && std::isfinite(y);
    x_min = std::min(x_min, x);
    y_min = std::min(y_min, y);
    x_max = std::max(x_max, x);
    y_max = std::max(y_max, y);
  }
  Box AsBox() const { return finite && x_min <= x_max ? Box{x_min, y_min, x_max, y_max} : Box{}; }
};

Box BoundsOf(const RotatedBox& box) {
  const double angle = box.rotation_degrees * std::numbers::pi / 180;
  const double c = std::abs(std::cos(angle)), s = std::abs(std::sin(angle));
  const double half_width = (c * box.width + s * box.height) / 2, half_height = (s * box.width + c * box.height) / 2;
  if (!(box.width > 0 && box.height > 0)) return {};
  const Box bounds{box.center_x - half_width, box.center_y - half_height, box.center_x + half_width,
                   box.center_y + half_height};
  return bounds.Finite() ? bounds : Box{};
}

Box BoundsOf(std::span<const Ring> rings) {
  Extent extent;
  for (const Ring& ring : rings) {
    for (std::size_t i = 0; i + 1 < ring.xy.size(); i += 2) extent.Add(ring.xy[i], ring.xy[i + 1]);
  }
  return extent.AsBox();
}

// Columns and rows of the foreground, run by run: a run that crosses a column's end touches all rows.
Box BoundsOf(const Mask& mask) {
  const std::uint64_t height = mask.height, total = height * mask.width;
  if (total == 0) return {};
  Extent extent;
  std::uint64_t at = 0;
  for (std::size_t i = 0; i < mask.counts.size(); ++i) {
    const std::uint64_t next = at + mask.counts[i];
    if (next > total) return {};  // runs that overflow the picture
    if (i % 2 == 1 && next > at) {
      const std::uint64_t first_column = at / height, last_column = (next - 1) / height;
      const bool one_column = first_column == last_column;
      extent.Add(static_cast<double>(first_column), one_column ? static_cast<double>(at % height) : 0);
      extent.Add(static_cast<double>(last_column + 1),
                 static_cast<double>(one_column ? (next - 1) % height + 1 : height));
    }
    at = next;
  }
  return at == total ? extent.AsBox() : Box{};
}

Ring ReadRing(pbf_reader reader) {
  Ring ring;
  while (reader.next()) {
    if (reader.tag() == field::ring::kXy && reader.wire_type() == protozero::pbf_wire_type::length_delimited) {
      for (const double value : reader.get_packed_double()) ring.xy.push_back(value);
    } else if (reader.tag() == field::ring::kXy && reader.wire_type() == protozero::pbf_wire_type::fixed64) {
      ring.xy.push_back(reader.get_double());
    } else if (reader.tag() == field::ring::kHole && reader.wire_type() == protozero::pbf_wire_type::varint) {
      ring.hole = reader.get_bool();
    } else {
      reader.skip();
    }
  }
  return ring;
}

template <typename Read>
auto Guarded(const char* what, Read read) -> tl::expected<decltype(read()), std::string> {
  try {
    return read();
  } catch (const protozero::exception&) {
    return tl::unexpected(std::string("not an encoded ") + what);
  }
}

Shape Encoded(ShapeKind kind, const Box& bounds, const std::string& out, std::size_t start) {
  return {.kind = kind, .bounds = bounds, .encoded = std::string_view(out).substr(start)};
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
  return Encoded(ShapeKind::kRotatedBox, BoundsOf(box), out, start);
}

Shape EncodePolygon(std::span<const Ring> rings, std::string& out) {
  const std::size_t start = out.size();
  pbf_writer writer(out);
  for (const Ring& ring : rings) {
    pbf_writer one(writer, field::polygon::kRings);
    one.add_packed_double(field::ring::kXy, ring.xy.begin(), ring.xy.end());
    if (ring.hole) one.add_bool(field::ring::kHole, true);
  }
  return Encoded(ShapeKind::kPolygon, BoundsOf(rings), out, start);
}

Shape EncodeMask(const Mask& mask, std::string& out) {
  const std::size_t start = out.size();
  pbf_writer writer(out);
  writer.add_uint32(field::mask::kWidth, mask.width);
  writer.add_uint32(field::mask::kHeight, mask.height);
  writer.add_packed_uint32(field::mask::kCounts, mask.counts.begin(), mask.counts.end());
  return Encoded(ShapeKind::kMask, BoundsOf(mask), out, start);
}

tl::expected<RotatedBox, std::string> DecodeRotatedBox(std::string_view encoded) {
  namespace f = field::rotated_box;
  return Guarded("rotated box", [&] {
    RotatedBox box;
    pbf_reader reader(encoded.data(), encoded.size());
    while (reader.next()) {
      if (reader.wire_type() != protozero::pbf_wire_type::fixed64) {
        reader.skip();
        continue;
      }
      switch (reader.tag()) {
        case f::kCenterX:
          box.center_x = reader.get_double();
          break;
        case f::kCenterY:
          box.center_y = reader.get_double();
          break;
        case f::kWidth:
          box.width = reader.get_double();
          break;
        case f::kHeight:
          box.height = reader.get_double();
          break;
        case f::kRotationDegrees:
          box.rotation_degrees = reader.get_double();
          break;
        default:
          reader.skip();
      }
    }
    return box;
  });
}

tl::expected<std::vector<Ring>, std::string> DecodePolygon(std::string_view encoded) {
  return Guarded("polygon", [&] {
    std::vector<Ring> rings;
    pbf_reader reader(encoded.data(), encoded.size());
    while (reader.next()) {
      if (reader.tag() == field::polygon::kRings && reader.wire_type() == protozero::pbf_wire_type::length_delimited) {
        rings.push_back(ReadRing(reader.get_message()));
      } else {
        reader.skip();
      }
    }
    return rings;
  });
}

tl::expected<Mask, std::string> DecodeMask(std::string_view encoded) {
  return Guarded("mask", [&] {
    Mask mask;
    pbf_reader reader(encoded.data(), encoded.size());
    while (reader.next()) {
      const bool varint = reader.wire_type() == protozero::pbf_wire_type::varint;
      if (reader.tag() == field::mask::kWidth && varint) {
        mask.width = reader.get_uint32();
      } else if (reader.tag() == field::mask::kHeight && varint) {
        mask.height = reader.get_uint32();
      } else if (reader.tag() == field::mask::kCounts && varint) {
        mask.counts.push_back(reader.get_uint32());
      } else if (reader.tag() == field::mask::kCounts &&
                 reader.wire_type() == protozero::pbf_wire_type::length_delimited) {
        for (const std::uint32_t count : reader.get_packed_uint32()) mask.counts.push_back(count);
      } else {
        reader.skip();
      }
    }
    return mask;
  });
}

std::optional<Box> Bounds(ShapeKind kind, std::string_view encoded) {
  switch (kind) {
    case ShapeKind::kRotatedBox: {
      const auto box = DecodeRotatedBox(encoded);
      return box ? std::optional(BoundsOf(*box)) : std::nullopt;
    }
    case ShapeKind::kPolygon: {
      const auto rings = DecodePolygon(encoded);
      return rings ? std::optional(BoundsOf(*rings)) : std::nullopt;
    }
    case ShapeKind::kMask: {
      const auto mask = DecodeMask(encoded);
      return mask ? std::optional(BoundsOf(*mask)) : std::nullopt;
    }
    default:
      return Box{};
  }
}

tl::expected<std::vector<std::uint32_t>, std::string> RunsFromCocoString(std::string_view text) {
  // Each run is a signed number in groups of five bits, least first; bit 6 of a character says that another follows,
  // bit 5 of the last one is the sign. From the third on, runs are differences to the run two before.
  std::vector<std::uint32_t> runs;
  std::size_t at = 0;
  while (at < text.size()) {
    std::int64_t value = 0;
    int shift = 0;
    for (bool more = true; more;) {
      if (at == text.size()) return tl::unexpected(std::string("ends inside a run"));
      const int digit = static_cast<unsigned char>(text[at++]) - 48;
      if (digit < 0 || digit > 63) return tl::unexpected(std::string("holds a character outside '0' to 'o'"));
      if (shift > 35) return tl::unexpected(std::string("holds a run longer than any picture"));
      value |= static_cast<std::int64_t>(digit & 0x1F) << shift;
      shift += 5;
      more = (digit & 0x20) != 0;
      if (!more && (digit & 0x10) != 0) value -= std::int64_t{1} << shift;
    }
    if (runs.size() > 2) value += runs[runs.size() - 2];
    if (value < 0 || value > std::numeric_limits<std::uint32_t>::max())
      return tl::unexpected(std::string("holds a negative run"));
    runs.push_back(static_cast<std::uint32_t>(value));
  }
  return runs;
}

std::string CocoStringFromRuns(std::span<const std::uint32_t> runs) {
  std::string text;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::int64_t value = runs[i];
    if (i > 2) value -= runs[i - 2];
    for (bool more = true; more;) {
      int digit = static_cast<int>(value & 0x1F);
      value >>= 5;
      more = (digit & 0x10) != 0 ? value != -1 : value != 0;
      if (more) digit |= 0x20;
      text += static_cast<char>(digit + 48);
    }
  }
  return text;
}

}  // namespace labelwatch
