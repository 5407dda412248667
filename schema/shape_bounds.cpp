// Bounds of encoded shapes, read from the bytes: frames with polygons and masks are decoded without allocating.
#include <limits>
#include <numbers>

#include "schema/field_numbers.h"
#include "schema/field_reader.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

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

Box OfRotatedBox(std::string_view encoded) {
  const auto box = DecodeRotatedBox(encoded);
  if (!box) throw MalformedMessage{};
  if (!(box->width > 0 && box->height > 0)) return {};
  const double angle = box->rotation_degrees * std::numbers::pi / 180;
  const double c = std::abs(std::cos(angle)), s = std::abs(std::sin(angle));
  const double half_width = (c * box->width + s * box->height) / 2;
  const double half_height = (s * box->width + c * box->height) / 2;
  const Box bounds{box->center_x - half_width, box->center_y - half_height, box->center_x + half_width,
                   box->center_y + half_height};
  return bounds.Finite() ? bounds : Box{};
}

// The points of one ring, which may come packed, one by one, or both. A last x without y is no point.
void AddRing(FieldReader reader, Extent& extent) {
  double x = 0;
  bool have_x = false;
  const auto add = [&](double value) {
    if (have_x) extent.Add(x, value);
    x = value;
    have_x = !have_x;
  };
  while (reader.Next()) {
    switch (reader.Tag()) {
      case BytesTag(field::ring::kXy):
        for (FieldReader values = reader.Message(); !values.AtEnd();) add(values.Double());
        break;
      case Fixed64Tag(field::ring::kXy):
        add(reader.Double());
        break;
      default:
        reader.Skip();
    }
  }
}

Box OfPolygon(FieldReader reader) {
  Extent extent;
  while (reader.Next()) {
    if (reader.Tag() == BytesTag(field::polygon::kRings)) {
      AddRing(reader.Message(), extent);
    } else {
      reader.Skip();
    }
  }
  return extent.AsBox();
}

// Columns and rows of the foreground, run by run: a run that crosses a column's end touches all rows.
class MaskExtent {
 public:
  MaskExtent(std::uint32_t width, std::uint32_t height)
      : height_(height), total_(static_cast<std::uint64_t>(width) * height) {}

  void AddRun(std::uint32_t count) {
    const std::uint64_t next = at_ + count;  // cannot overflow: at_ <= total_ <= (2^32 - 1)^2
    if (broken_ || next > total_) {
      broken_ = true;
      return;
    }
    if (foreground_ && count > 0) {
      const std::uint64_t first = at_ / height_, last = (next - 1) / height_;
      const bool one_column = first == last;
      extent_.Add(static_cast<double>(first), one_column ? static_cast<double>(at_ % height_) : 0);
      extent_.Add(static_cast<double>(last + 1), static_cast<double>(one_column ? (next - 1) % height_ + 1 : height_));
    }
    at_ = next;
    foreground_ = !foreground_;
  }
  // Empty where the runs do not fill the picture exactly.
  Box AsBox() const { return !broken_ && at_ == total_ ? extent_.AsBox() : Box{}; }

 private:
  Extent extent_;
  std::uint64_t height_, total_, at_ = 0;
  bool foreground_ = false, broken_ = false;
};

Box OfMask(std::string_view encoded) {
  // The size may stand behind the runs, so it is read first.
  std::uint32_t width = 0, height = 0;
  for (FieldReader reader(encoded, FieldReader::kShapeDepth); reader.Next();) {
    switch (reader.Tag()) {
      case VarintTag(field::mask::kWidth):
        width = reader.Uint32();
        break;
      case VarintTag(field::mask::kHeight):
        height = reader.Uint32();
        break;
      default:
        reader.Skip();
    }
  }
  MaskExtent extent(width, height);
  for (FieldReader reader(encoded, FieldReader::kShapeDepth); reader.Next();) {
    switch (reader.Tag()) {
      case BytesTag(field::mask::kCounts):
        for (FieldReader counts = reader.Message(); !counts.AtEnd();) extent.AddRun(counts.Uint32());
        break;
      case VarintTag(field::mask::kCounts):
        extent.AddRun(reader.Uint32());
        break;
      default:
        reader.Skip();
    }
  }
  return extent.AsBox();
}

}  // namespace

std::optional<Box> Bounds(ShapeKind kind, std::string_view encoded) {
  try {
    switch (kind) {
      case ShapeKind::kRotatedBox:
        return OfRotatedBox(encoded);
      case ShapeKind::kPolygon:
        return OfPolygon(FieldReader(encoded, FieldReader::kShapeDepth));
      case ShapeKind::kMask:
        return OfMask(encoded);
      default:
        return Box{};
    }
  } catch (const MalformedMessage&) {
    return std::nullopt;
  }
}

}  // namespace labelwatch
