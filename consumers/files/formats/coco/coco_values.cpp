#include "consumers/files/formats/coco/coco_values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "consumers/files/text/text_lines.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

std::optional<Box> ReadBox(JsonValue value) {
  if (!value.IsArray() || value.Size() != 4) return {};
  double sides[4];
  std::size_t n = 0;
  bool numbers = true;
  value.ForElements([&](JsonValue side) {
    const auto number = ReadCocoNumber(side);
    numbers = numbers && number;
    sides[n++] = number.value_or(0);
  });
  if (!numbers) return {};
  return Box{sides[0], sides[1], sides[0] + sides[2], sides[1] + sides[3]};
}

// A list of polygons of one object; COCO has no holes. Rings of one or two points, which tools write where a mask is a
// pixel wide, enclose nothing: they are dropped. One polygon that stands without its list is taken, too.
std::optional<Shape> ReadPolygons(JsonValue value, std::string& encoded) {
  std::vector<Ring> rings;
  bool good = true, one = true;
  value.ForElements([&](JsonValue element) { one = one && !element.IsArray(); });
  const auto add = [&](JsonValue ring) {
    good = good && ring.IsArray() && ring.Size() % 2 == 0;
    if (!good || ring.Size() < 6) return;
    rings.emplace_back().xy.reserve(ring.Size());
    ring.ForElements([&](JsonValue element) {
      const auto number = ReadCocoNumber(element);
      good = good && number;
      rings.back().xy.push_back(number.value_or(0));
    });
  };
  if (one) {
    add(value);
  } else {
    value.ForElements(add);
  }
  if (!good || rings.empty()) return {};
  return EncodePolygon(rings, encoded);
}

// An empty list, or a list of empty ones, is how tools without masks fill the field.
bool HoldsSegmentation(JsonValue value) {
  bool holds = value.IsObject() || value.IsText() || value.IsNumber();
  value.ForElements([&](JsonValue ring) { holds = holds || !ring.IsArray() || ring.Size() > 0; });
  return holds;
}

bool ReadUint32(JsonValue value, std::uint32_t& number) {
  const double n = value.Number();
  if (!(n >= 0 && n <= std::numeric_limits<std::uint32_t>::max()) || n != std::floor(n)) return false;
  number = static_cast<std::uint32_t>(n);
  return true;
}

bool Agree(const Box& a, const Box& b) {
  const double sides[] = {a.x_min - b.x_min, a.y_min - b.y_min, a.x_max - b.x_max, a.y_max - b.y_max};
  for (const double side : sides) {
    if (!(std::abs(side) <= kAgreePixels)) return false;
  }
  return true;
}

}  // namespace

std::optional<Shape> ReadCocoRuns(JsonValue value, std::string& encoded) {
  const JsonValue size = value["size"], counts = value["counts"];
  std::vector<std::uint32_t> sides;
  bool good = size.IsArray() && size.Size() == 2;
  size.ForElements([&](JsonValue side) { good = ReadUint32(side, sides.emplace_back()) && good; });
  if (!good) return {};
  Mask mask{sides[1], sides[0], {}};  // [height, width]
  if (counts.IsText()) {
    auto runs = RunsFromCocoString(counts.Text());
    if (!runs) return {};
    mask.counts = std::move(*runs);
  } else if (counts.IsArray()) {
    mask.counts.reserve(counts.Size());
    counts.ForElements([&](JsonValue run) { good = ReadUint32(run, mask.counts.emplace_back()) && good; });
  } else {
    return {};
  }
  std::uint64_t pixels = 0;
  for (const std::uint32_t run : mask.counts) pixels += run;
  if (!good || pixels != std::uint64_t{mask.width} * mask.height) return {};
  return EncodeMask(mask, encoded);
}

std::optional<std::string_view> ReadId(JsonValue value, std::string& scratch) {
  const std::string_view text = value.Text();
  if (text.empty()) return {};
  if (value.IsNumber() && text.find_first_of(".eEnN") != std::string_view::npos) {
    const double number = value.Number();
    if (!(std::abs(number) < 9007199254740992.0) || number != std::floor(number)) return {};
    scratch = std::to_string(static_cast<std::int64_t>(number));
    return scratch;
  }
  return text;
}

std::optional<double> ReadCocoNumber(JsonValue value) {
  return value.HoldsNumber() ? std::optional(value.Number()) : std::nullopt;
}

std::optional<Box> BoundsOfKeyPoints(JsonValue value) {
  std::vector<double> numbers;
  value.ForElements([&](JsonValue number) { numbers.push_back(number.Number()); });
  std::optional<Box> bounds;
  for (std::size_t i = 0; i + 2 < numbers.size(); i += 3) {
    const double x = numbers[i], y = numbers[i + 1];
    if (!(numbers[i + 2] > 0) || !std::isfinite(x) || !std::isfinite(y)) continue;
    const Box grown = bounds.value_or(Box{x, y, x, y});
    bounds =
        Box{std::min(grown.x_min, x), std::min(grown.y_min, y), std::max(grown.x_max, x), std::max(grown.y_max, y)};
  }
  return bounds && !bounds->Empty() ? bounds : std::nullopt;
}

Result<CocoSeen> ReadCocoSeen(JsonValue row, std::string& encoded) {
  if (row["bbox"].Size() == 0 && !HoldsSegmentation(row["segmentation"])) {
    if (const auto bounds = BoundsOfKeyPoints(row["keypoints"])) {
      encoded.clear();
      return CocoSeen{{ShapeKind::kBox, *bounds, {}}, true};
    }
  }
  const auto read = ReadCocoShape(row, encoded);
  if (!read) return tl::unexpected(read.error());
  return CocoSeen{read->shape, false};
}

Result<CocoShape> ReadCocoShape(JsonValue row, std::string& encoded) {
  encoded.clear();
  const JsonValue box_value = row["bbox"], segmentation = row["segmentation"];
  const std::optional<Box> box = ReadBox(box_value);
  const bool has_segmentation = HoldsSegmentation(segmentation);
  const bool no_box = box_value.IsMissing() || (box_value.IsArray() && box_value.Size() == 0);
  if (!box && !no_box) return BadInput("bbox is not a list of four numbers");
  if (!box && !has_segmentation) return BadInput("it has neither bbox nor segmentation");

  std::optional<Shape> exact;
  if (segmentation.IsArray() && has_segmentation) exact = ReadPolygons(segmentation, encoded);
  if (segmentation.IsObject()) exact = ReadCocoRuns(segmentation, encoded);
  if (!box) {
    if (!exact) return BadInput("its segmentation is neither polygons nor run lengths that fill their size");
    return CocoShape{*exact, nullptr};
  }
  if (exact && Agree(exact->bounds, *box)) return CocoShape{*exact, nullptr};
  CocoShape result{{ShapeKind::kBox, *box, {}}, nullptr};
  if (exact) result.note = "does not fit the bbox";
  if (!exact && has_segmentation) result.note = "is neither polygons nor run lengths that fill their size";
  return result;
}

}  // namespace labelwatch
