#include "consumers/files/formats/encord/encord_shapes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "consumers/files/dataset/mask_rows.h"
#include "schema/shape_codec.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// The numbers of these names; nothing: one is missing or no number.
template <std::size_t N>
std::optional<std::array<double, N>> Numbers(JsonValue object, const std::array<const char*, N>& names) {
  std::array<double, N> numbers{};
  for (std::size_t i = 0; i < N; ++i) {
    const JsonValue value = object[names[i]];
    if (!value.HoldsNumber()) return {};
    numbers[i] = value.Number();
  }
  return numbers;
}

Result<Shape> ReadBox(JsonValue box, ImageSize size) {
  const auto at = Numbers<4>(box, {"x", "y", "w", "h"});
  if (!at) return BadInput("its boundingBox has no four numbers x, y, w, h");
  const auto [x, y, w, h] = *at;
  return Shape{ShapeKind::kBox, {x * size.width, y * size.height, (x + w) * size.width, (y + h) * size.height}, {}};
}

Result<Shape> ReadTurnedBox(JsonValue box, ImageSize size, std::string& encoded) {
  const auto at = Numbers<5>(box, {"x", "y", "w", "h", "theta"});
  if (!at) return BadInput("its rotatableBoundingBox has no five numbers x, y, w, h, theta");
  const auto [x, y, w, h, theta] = *at;
  return EncodeRotatedBox({(x + w / 2) * size.width, (y + h / 2) * size.height, w * size.width, h * size.height, theta},
                          encoded);
}

// [x, y, x, y, ...]
bool ReadRing(JsonValue numbers, ImageSize size, Ring& ring) {
  bool good = numbers.Size() >= 6 && numbers.Size() % 2 == 0;
  numbers.ForElements([&](JsonValue number) {
    good = good && number.HoldsNumber();
    ring.xy.push_back(number.Number() * (ring.xy.size() % 2 == 0 ? size.width : size.height));
  });
  return good && numbers.IsArray();
}

Result<Shape> ReadPolygons(JsonValue polygons, ImageSize size, std::string& encoded) {
  std::vector<Ring> rings;
  bool good = polygons.Size() > 0;
  polygons.ForElements([&](JsonValue polygon) {
    good = good && polygon.IsArray();
    bool hole = false;
    polygon.ForElements([&](JsonValue numbers) {
      Ring& ring = rings.emplace_back();
      ring.hole = hole;
      hole = true;
      good = good && ReadRing(numbers, size, ring);
    });
  });
  if (!good || rings.empty()) return BadInput("its polygons are not rings of three or more pairs of numbers");
  return EncodePolygon(rings, encoded);
}

// {"0": {"x": ..., "y": ...}, "1": ...} in the order of the numbers, or a list of such points.
Result<Shape> ReadCorners(JsonValue polygon, ImageSize size, std::string& encoded) {
  struct Corner {
    std::uint64_t number;
    double x, y;
  };
  std::vector<Corner> corners;
  bool good = true;
  const auto take = [&](std::uint64_t number, JsonValue point) {
    const auto at = Numbers<2>(point, {"x", "y"});
    good = good && at;
    if (good) corners.push_back({number, (*at)[0] * size.width, (*at)[1] * size.height});
  };
  polygon.ForElements([&](JsonValue point) { take(corners.size(), point); });
  polygon.ForMembers([&](std::string_view key, JsonValue point) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), number);
    good = good && error == std::errc() && end == key.data() + key.size();
    take(number, point);
  });
  if (!good || corners.size() < 3) return BadInput("its polygon is not three or more points x, y by number");
  std::ranges::stable_sort(corners, {}, &Corner::number);
  Ring ring;
  for (const Corner& corner : corners) {
    ring.xy.push_back(corner.x);
    ring.xy.push_back(corner.y);
  }
  return EncodePolygon({&ring, 1}, encoded);
}

Result<Shape> ReadBitmask(JsonValue bitmask, ImageSize size, std::string& encoded) {
  const auto at = Numbers<4>(bitmask, {"left", "top", "width", "height"});
  const auto pixels = [](double number) { return number >= 0 && number <= 1 << 20; };
  if (!at || !std::ranges::all_of(*at, pixels)) return BadInput("its bitmask has no left, top, width and height");
  const auto runs = RunsFromCocoString(bitmask["rleString"].Text());
  if (!runs) return BadInput("the rleString of its bitmask is broken");
  const auto rows = RowsFromCvat(*runs, {static_cast<std::uint32_t>((*at)[0]),
                                         static_cast<std::uint32_t>((*at)[1]),
                                         static_cast<std::uint32_t>((*at)[2]),
                                         static_cast<std::uint32_t>((*at)[3]),
                                         {}});
  if (!rows) return tl::unexpected<Error>(rows.error());
  const auto mask = MaskFromRows(*rows, size.width, size.height);
  if (!mask) return tl::unexpected<Error>(mask.error());
  return EncodeMask(*mask, encoded);
}

}  // namespace

Result<Shape> ReadEncordShape(JsonValue object, ImageSize size, std::string& encoded) {
  encoded.clear();
  if (const JsonValue box = object["boundingBox"]; box.IsObject()) return ReadBox(box, size);
  if (const JsonValue box = object["rotatableBoundingBox"]; box.IsObject()) return ReadTurnedBox(box, size, encoded);
  if (const JsonValue rings = object["polygons"]; rings.Size() > 0) return ReadPolygons(rings, size, encoded);
  if (const JsonValue corners = object["polygon"]; !corners.IsMissing()) return ReadCorners(corners, size, encoded);
  if (const JsonValue bitmask = object["bitmask"]; bitmask.IsObject()) return ReadBitmask(bitmask, size, encoded);
  const std::string_view shape = object["shape"].Text();
  if (shape == "point" || shape == "polyline" || shape == "skeleton") return Shape{};
  if (shape.empty()) return BadInput("it has no shape");
  return BadInput("its shape " + std::string(CutAtCharacter(shape, 40)) + " is not read");
}

}  // namespace labelwatch
