#include "consumers/files/formats/yolo/yolo_line.h"

#include <cmath>
#include <numbers>
#include <span>

#include "consumers/files/text/text_lines.h"
#include "schema/shape_codec.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

// Beyond this the numbers are pixels or something else; a little beyond 1 is a box that leaves the picture.
constexpr double kMaxPart = 10;

Shape BoxOf(std::span<const double> at, ImageSize size) {
  const double x = at[0] * size.width, y = at[1] * size.height;
  const double w = at[2] * size.width, h = at[3] * size.height;
  return {ShapeKind::kBox, {x - w / 2, y - h / 2, x + w / 2, y + h / 2}, {}};
}

// A rectangle has diagonals of one length and one middle. Files round to six digits and more: half a pixel is plenty.
std::optional<RotatedBox> RectangleOf(const std::vector<double>& xy) {
  constexpr double kPixels = 0.5;
  const double x = (xy[0] + xy[4]) / 2, y = (xy[1] + xy[5]) / 2;
  if (!(std::hypot((xy[2] + xy[6]) / 2 - x, (xy[3] + xy[7]) / 2 - y) <= kPixels)) return {};
  const double one = std::hypot(xy[4] - xy[0], xy[5] - xy[1]), other = std::hypot(xy[6] - xy[2], xy[7] - xy[3]);
  if (!(std::abs(one - other) <= kPixels)) return {};
  const double dx = xy[2] - xy[0], dy = xy[3] - xy[1];
  const double width = std::hypot(dx, dy), height = std::hypot(xy[4] - xy[2], xy[5] - xy[3]);
  if (width == 0 || height == 0) return {};
  return RotatedBox{x, y, width, height, std::atan2(dy, dx) * 180 / std::numbers::pi};
}

Shape OutlineOf(std::span<const double> parts, ImageSize size, std::string& encoded) {
  Ring ring;
  ring.xy.reserve(parts.size());
  for (std::size_t i = 0; i < parts.size(); i += 2) {
    ring.xy.push_back(parts[i] * size.width);
    ring.xy.push_back(parts[i + 1] * size.height);
  }
  if (parts.size() == 8) {
    if (const auto box = RectangleOf(ring.xy)) return EncodeRotatedBox(*box, encoded);
  }
  return EncodePolygon({&ring, 1}, encoded);
}

// How many of the numbers behind the class are coordinates; a confidence and a track id may follow. A track id is told
// from a coordinate by being whole and, in polygons, above 1. Key points stand between the box and the confidence.
std::size_t Coordinates(const std::vector<std::string_view>& columns, YoloSide side, std::size_t keypoints) {
  const std::size_t numbers = columns.size() - 1;
  if (side == YoloSide::kLabels) return numbers;
  if (keypoints > 0 && numbers >= 4 + keypoints && numbers <= 4 + keypoints + 2) return 4 + keypoints;
  if (numbers % 2 == 1) return numbers - 1;
  const std::uint32_t last = WholeNumberIn(columns.back()).value_or(0);
  return (numbers == 6 && last >= 1) || (numbers > 6 && last >= 2) ? numbers - 2 : numbers;
}

std::string CountTrouble(std::size_t columns, YoloSide side) {
  const std::string found = "it has " + std::to_string(columns) + " columns: ";
  if (side == YoloSide::kLabels && columns == 6) {
    return found + "the sixth looks like a confidence; files with one are given as --predictions NAME=FOLDER";
  }
  return found + (side == YoloSide::kLabels ? "a label has 5, or 1 and two for each corner"
                                            : "a prediction has those of a label, its confidence, its track id");
}

}  // namespace

Result<YoloObject> ReadYoloLine(const std::vector<std::string_view>& columns, YoloSide side, const ClassList& names,
                                ImageSize size, std::string& encoded) {
  encoded.clear();
  if (columns.size() < 5) {
    const bool commas = !columns.empty() && columns[0].find(',') != std::string_view::npos;
    return BadInput(CountTrouble(columns.size(), side) + (commas ? "; they stand apart by spaces, not by commas" : ""));
  }
  YoloObject object;
  const auto number = NumberIn(columns[0]);  // some programs write 3.0
  if (!number || !(*number >= 0 && *number < 1e9) || *number != std::floor(*number)) {
    return BadInput("its class " + std::string(CutAtCharacter(columns[0], 40)) + " is not a whole number");
  }
  object.class_number = static_cast<std::size_t>(*number);
  if (object.class_number >= names.names.size() || names.names[object.class_number].empty()) {
    return BadInput("class " + std::to_string(object.class_number) + " has no name in " + names.path +
                    ", which holds " + std::to_string(names.names.size()));
  }
  std::size_t coordinates = Coordinates(columns, side, names.keypoint_columns);
  const std::size_t behind = columns.size() - 1 - coordinates;
  if (names.keypoint_columns > 0 && coordinates == 4 + names.keypoint_columns) {
    coordinates = 4;
  } else if (coordinates % 2 != 0 || coordinates < 4) {
    return BadInput(CountTrouble(columns.size(), side));
  }
  std::vector<double> parts(coordinates);
  for (std::size_t i = 0; i < coordinates; ++i) {
    const auto part = NumberIn(columns[1 + i]);
    if (!part) return BadInput("column " + std::to_string(i + 2) + " is not a number");
    if (std::abs(*part) > kMaxPart) {
      return BadInput("column " + std::to_string(i + 2) + " is " + std::string(CutAtCharacter(columns[1 + i], 40)) +
                      ": coordinates are parts of the picture, 0..1, not pixels");
    }
    parts[i] = *part;
  }
  if (behind > 0) {
    object.score = NumberIn(columns[columns.size() - behind]);
    if (!object.score || !(*object.score >= 0 && *object.score <= 1))
      return BadInput("its confidence is not within 0..1");
    if (behind == 2) object.track_id = columns.back();
  }
  object.shape = coordinates == 4 ? BoxOf(parts, size) : OutlineOf(parts, size, encoded);
  return object;
}

}  // namespace labelwatch
