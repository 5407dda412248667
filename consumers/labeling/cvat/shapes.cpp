#include "consumers/labeling/cvat/shapes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "consumers/files/dataset/ellipse_ring.h"
#include "consumers/files/dataset/mask_rows.h"
#include "consumers/labeling/shown_rings.h"
#include "consumers/labeling/tool_client.h"
#include "schema/shape_codec.h"
#include "schema/text.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

// CVAT knows 0 to 360.
double Turn(double degrees) {
  const double turn = std::fmod(degrees, 360);
  return turn < 0 ? turn + 360 : turn;
}

Result<std::vector<double>> NumbersOf(JsonValue list) {
  std::vector<double> numbers;
  bool good = true;
  list.ForElements([&](JsonValue number) {
    numbers.push_back(number.Number());
    good = good && std::isfinite(numbers.back());
  });
  if (!good) return BadInput("its points are not finite numbers");
  return numbers;
}

Result<Shape> ReadMask(const std::vector<double>& numbers, ImageSize size, std::string& out) {
  constexpr std::size_t kCorners = 4;  // left, top, right and bottom, the last ones inclusive
  if (numbers.size() < kCorners + 1) return BadInput("its mask has no runs and corners");
  if (!std::ranges::all_of(numbers, [](double number) { return number >= 0 && number <= kMaxMaskPixels; })) {
    return BadInput("its mask has runs or corners that are no pixels");
  }
  const auto whole = [&](std::size_t i) { return static_cast<std::uint32_t>(numbers[i]); };
  std::vector<std::uint32_t> runs(numbers.size() - kCorners);
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i] = whole(i);
  const std::size_t at = runs.size();
  if (numbers[at + 2] < numbers[at] || numbers[at + 3] < numbers[at + 1]) return BadInput("its mask has no extent");
  const auto rows = RowsFromCvat(
      runs, {whole(at), whole(at + 1), whole(at + 2) - whole(at) + 1, whole(at + 3) - whole(at + 1) + 1, {}});
  if (!rows) return tl::unexpected(rows.error());
  const auto mask = MaskFromRows(*rows, size.width, size.height);
  if (!mask) return tl::unexpected(mask.error());
  return EncodeMask(*mask, out);
}

// Of the kinds that IsLabelShape names.
Result<Shape> ReadShape(std::string_view type, JsonValue shape, ImageSize size, std::string& out) {
  const auto points = NumbersOf(shape["points"]);
  if (!points) return tl::unexpected(points.error());
  const std::vector<double>& at = *points;
  if (type == "mask") return ReadMask(at, size, out);
  const double rotation = std::isfinite(shape["rotation"].Number()) ? shape["rotation"].Number() : 0;
  if (type == "polygon") {
    if (at.size() < 6 || at.size() % 2 != 0) return BadInput("its polygon has no three points");
    Ring ring;
    ring.xy = at;
    return EncodePolygon({&ring, 1}, out);
  }
  if (at.size() != 4) return BadInput("its " + std::string(type) + " has not four numbers");
  if (type == "ellipse") {  // the middle, and the rightmost and uppermost coordinates
    const Ring ring = EllipseRing(at[0], at[1], at[2] - at[0], at[1] - at[3], rotation);
    return EncodePolygon({&ring, 1}, out);
  }
  if (rotation == 0) return Shape{ShapeKind::kBox, {at[0], at[1], at[2], at[3]}, {}};
  return EncodeRotatedBox({(at[0] + at[2]) / 2, (at[1] + at[3]) / 2, at[2] - at[0], at[3] - at[1], rotation}, out);
}

bool IsLabelShape(std::string_view type) {
  return type == "rectangle" || type == "polygon" || type == "ellipse" || type == "mask";
}

// Reads the shapes of one frame.
class ShapeReader {
 public:
  ShapeReader(const CvatProject& project, ImageSize size, std::forward_list<std::string>& texts)
      : project_(project), size_(size), texts_(texts) {}

  // `of`: what has its class, group and attributes: the shape itself, or its track.
  void Take(JsonValue of, JsonValue shape, std::int32_t place) {
    const std::string_view type = shape["type"].Text();
    if (!wrong_.empty() || !IsLabelShape(type) || shape["outside"].Truth()) return;
    if (labels_.size() == WireLimits().objects) {
      wrong_ = "it has more shapes than a frame may have labels";
      return;
    }
    const std::uint64_t label_id = NumberIn(of["label_id"]);
    const std::string_view name = project_.NameOf(label_id);
    if (name.empty()) {
      wrong_ = "a shape has a label that its project does not have";
      return;
    }
    texts_.emplace_front();
    const auto read = ReadShape(type, shape, size_, texts_.front());
    if (!read || !read->bounds.Finite()) {
      wrong_ = "a shape is broken: " + (read ? "its numbers are not finite" : read.error().message);
      return;
    }
    if (const std::uint64_t group = NumberIn(of["group"]); group > 0 && type == "polygon") {
      const auto [first, is_first] = rings_.try_emplace({label_id, group}, labels_.size());
      if (!is_first && AddRings(*read, labels_[first->second].shape, texts_)) return;
    }
    labels_.push_back({IdOf(of, name), std::string(name), *read, place});
  }

  Result<std::vector<ReviewedLabel>> Taken() {
    if (!wrong_.empty()) return BadInput(wrong_);
    return std::move(labels_);
  }

 private:
  // What the attribute says; a copy of a shape says it again, and is another label.
  std::string IdOf(JsonValue of, std::string_view name) {
    std::string id;
    const std::uint64_t attribute = project_.labels.find(name)->second.attribute;
    of["attributes"].ForElements([&](JsonValue value) {
      if (attribute > 0 && NumberIn(value["spec_id"]) == attribute) id = value["value"].Text();
    });
    if (!id.empty() && id.size() <= WireLimits().text_bytes && taken_.insert(id).second) return id;
    const std::uint64_t number = NumberIn(of["id"]);
    return number == 0 ? std::string() : "cvat-" + std::to_string(number);
  }

  const CvatProject& project_;
  const ImageSize size_;
  std::forward_list<std::string>& texts_;
  std::vector<ReviewedLabel> labels_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::size_t> rings_;  // by label and group: the first of them
  std::set<std::string> taken_;
  std::string wrong_;
};

}  // namespace

Result<void> CvatShapes::Put(const SuggestedLabel& label, const std::string& id) {
  const std::string name = CleanText(label.class_name);
  const std::vector<Drawn> drawn = Draw(label.label.shape);
  const std::uint64_t group = drawn.size() > 1 ? ++groups_ : 0;
  for (const Drawn& one : drawn) {
    const CvatLabel* const known = project_.For(name, one.type);
    if (known == nullptr) {
      return BadInput("the project has no label \"" + Printable(name) + "\" that takes a " + one.type);
    }
    json_.OpenObject();
    json_.Key("type").Text(one.type);
    json_.Key("label_id").Whole(known->id);
    json_.Key("frame").Whole(0);
    json_.Key("group").Whole(group);
    json_.Key("source").Text(label.because != nullptr ? "auto" : "manual");
    json_.Key("occluded").Truth(false);
    json_.Key("outside").Truth(false);
    json_.Key("z_order").Whole(0);
    json_.Key("rotation").Real(one.rotation);
    json_.Key("points").OpenList();
    for (const double number : one.points) json_.Real(number);
    json_.CloseList();
    json_.Key("attributes").OpenList();
    if (known->attribute > 0) {
      json_.OpenObject();
      json_.Key("spec_id").Whole(known->attribute);
      json_.Key("value").Text(id);
      json_.CloseObject();
    }
    json_.CloseList();
    json_.CloseObject();
    places_.push_back(label.place);
  }
  return {};
}

std::vector<CvatShapes::Drawn> CvatShapes::Draw(const Shape& shape) {
  if (shape.kind == ShapeKind::kPolygon) return DrawPolygons(shape);
  if (shape.kind == ShapeKind::kMask) return DrawMask(shape);
  if (shape.kind == ShapeKind::kRotatedBox) {
    const auto box = DecodeRotatedBox(shape.encoded);
    if (!box || !shape.bounds.Finite()) {
      lose_("labels without a finite box", 1);
      return {};
    }
    const double half_width = box->width / 2, half_height = box->height / 2;
    return {{"rectangle",
             {box->center_x - half_width, box->center_y - half_height, box->center_x + half_width,
              box->center_y + half_height},
             Turn(box->rotation_degrees)}};
  }
  if (!shape.bounds.Finite()) {
    lose_("labels without a finite box", 1);
    return {};
  }
  const double width = size_.width, height = size_.height;
  const Box box = {std::clamp(shape.bounds.x_min, 0.0, width), std::clamp(shape.bounds.y_min, 0.0, height),
                   std::clamp(shape.bounds.x_max, 0.0, width), std::clamp(shape.bounds.y_max, 0.0, height)};
  if (box.Empty()) {
    lose_("labels without an area in the picture", 1);
    return {};
  }
  return {{"rectangle", {box.x_min, box.y_min, box.x_max, box.y_max}}};
}

std::vector<CvatShapes::Drawn> CvatShapes::DrawPolygons(const Shape& shape) {
  auto rings = DecodePolygon(shape.encoded);
  if (rings) {
    if (const auto holes = std::erase_if(*rings, [](const Ring& ring) { return ring.hole; })) {
      lose_("holes of polygons", holes);
    }
  }
  std::vector<Drawn> drawn;
  for (std::size_t i = 0; rings && i < rings->size(); ++i) {
    if ((*rings)[i].xy.size() >= 6) drawn.push_back({"polygon", (*rings)[i].xy});
  }
  if (drawn.empty()) lose_("polygons without points", 1);
  return drawn;
}

std::vector<CvatShapes::Drawn> CvatShapes::DrawMask(const Shape& shape) {
  const auto mask = DecodeMask(shape.encoded);
  const auto rows = mask ? RowsFromMask(*mask) : BadInput("");
  if (!rows) {
    lose_("masks that are broken or too large", 1);
    return {};
  }
  const MaskRows crop = Cropped(*rows);
  if (crop.width == 0 || crop.height == 0) {
    lose_("masks without a pixel", 1);
    return {};
  }
  Drawn drawn{"mask", {}};
  for (const std::uint32_t run : CvatFromRows(crop)) drawn.points.push_back(run);
  for (const std::uint32_t corner : {crop.left, crop.top, crop.left + crop.width - 1, crop.top + crop.height - 1}) {
    drawn.points.push_back(corner);
  }
  return {drawn};
}

Result<std::vector<ReviewedLabel>> ReadCvatShapes(JsonValue annotations, const CvatProject& project, ImageSize size,
                                                  std::span<const std::int32_t> places,
                                                  std::forward_list<std::string>& texts) {
  ShapeReader reader(project, size, texts);
  std::size_t number = 0;
  annotations["shapes"].ForElements([&](JsonValue shape) {
    reader.Take(shape, shape, number < places.size() ? places[number] : -1);
    ++number;
  });
  // Of a task of one picture a track has one shape that counts.
  annotations["tracks"].ForElements([&](JsonValue track) {
    bool taken = false;
    track["shapes"].ForElements([&](JsonValue shape) {
      if (std::exchange(taken, true)) return;
      reader.Take(track, shape, -1);
    });
  });
  return reader.Taken();
}

}  // namespace labelwatch
