#include "consumers/files/formats/labelme/labelme_picture.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "consumers/files/dataset/ellipse_ring.h"
#include "consumers/files/dataset/frame_names.h"
#include "consumers/files/text/json_rows.h"
#include "schema/attributes.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

std::uint32_t PixelsOf(JsonValue value) {
  const double number = value.Number();
  return number >= 1 && number <= 0xFFFFFFFFu ? static_cast<std::uint32_t>(number) : 0;
}

// Windows writes C:\pictures\1.jpg.
std::string_view WithoutAnyFolder(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// Nothing: they are not pairs of numbers.
std::optional<std::vector<double>> ReadPoints(JsonValue points) {
  std::vector<double> xy;
  bool good = points.IsArray();
  points.ForElements([&](JsonValue point) {
    good = good && point.Size() == 2;
    point.ForElements([&](JsonValue number) {
      good = good && number.HoldsNumber();
      xy.push_back(number.Number());
    });
  });
  if (!good) return {};
  return xy;
}

Box BoundsOf(const std::vector<double>& xy) {
  Box box{xy[0], xy[1], xy[0], xy[1]};
  for (std::size_t i = 2; i < xy.size(); i += 2) {
    box = {std::min(box.x_min, xy[i]), std::min(box.y_min, xy[i + 1]), std::max(box.x_max, xy[i]),
           std::max(box.y_max, xy[i + 1])};
  }
  return box;
}

class LabelmeReader : public JsonRowSink {
 public:
  LabelmeReader(const std::string& path, LabelmeCounts& counts, Problems& problems)
      : path_(path), counts_(counts), problems_(problems) {}

  bool Wants(std::string_view section) override {
    saw_shapes_ = saw_shapes_ || section == "shapes";
    return section == "shapes";
  }
  bool WantsObject(std::string_view section) override { return section == "flags"; }
  bool WantsScalar(std::string_view section) override {
    return section == "imagePath" || section == "imageWidth" || section == "imageHeight";
  }

  void Row(std::string_view section, const JsonRecord& row, std::uint64_t offset) override {
    const JsonValue value = row.Root();
    if (section == "shapes") return ReadShape(row, offset);
    if (row.Damage() != nullptr) return LeaveOut(section, offset, row.Damage());
    if (section == "imagePath") image_ = WithoutAnyFolder(value.Text());
    if (section == "imageWidth") picture_.size.width = PixelsOf(value);
    if (section == "imageHeight") picture_.size.height = PixelsOf(value);
    if (section == "flags") {
      value.ForMembers([&](std::string_view name, JsonValue set) {
        if (set.Truth() && !name.empty()) picture_.flags.emplace_back(name);
      });
    }
  }

  Result<LabelmePicture> Finish(const DataFile& file) {
    if (!saw_shapes_) return BadInput(path_ + ": it has no list of shapes: it is not labelme JSON");
    // What is drawn there is not known: that is not "reviewed, nothing there".
    if (broken_ > 0 && picture_.shapes.empty()) {
      return BadInput(path_ + ": none of its shapes can be used; the picture is left out");
    }
    if (image_.empty()) image_ = WithoutExtension(WithoutFolder(file.name));
    const std::string_view name = file.name;
    picture_.path = std::string(name.substr(0, name.size() - WithoutFolder(name).size())) + image_;
    return std::move(picture_);
  }

 private:
  void LeaveOut(std::string_view what, std::uint64_t offset, std::string_view why) {
    problems_.LeftOut(SentenceAbout(path_, what, {}, offset, why));
  }

  void ReadShape(const JsonRecord& row, std::uint64_t offset) {
    ++number_;
    LabelmeShape shape;
    const std::string why = Take(row, shape);
    if (why.empty()) return;
    picture_.left_out.push_back(shape.label);
    ++broken_;
    problems_.LeftOut(SentenceAbout(path_, "shape", std::to_string(number_), offset, why));
  }

  // The clause why the shape is left out; empty: it was taken, or passed over and counted.
  std::string Take(const JsonRecord& row, LabelmeShape& shape) {
    if (row.Damage() != nullptr) return row.Damage();
    const JsonValue root = row.Root();
    if (!root.IsObject()) return "it is not a JSON object";
    shape.id = std::to_string(number_);
    shape.label = root["label"].Text();
    if (shape.label.empty()) return "it has no label";
    const std::string_view type = root["shape_type"].IsMissing() ? "polygon" : root["shape_type"].Text();
    if (type == "point" || type == "points" || type == "line" || type == "linestrip") {
      ++counts_.without_area;
      picture_.left_out.push_back(shape.label);
      return {};
    }
    const auto points = ReadPoints(root["points"]);
    if (!points) return "its points are not pairs of numbers";
    if (std::string why = Outline(type, *points, shape); !why.empty()) return why;
    shape.difficult = root["difficult"].Truth();
    if (root["score"].HoldsNumber()) shape.score = root["score"].Number();
    root["flags"].ForMembers([&](std::string_view name, JsonValue set) {
      if (set.Type() == JsonType::kBool && !name.empty())
        AppendAttribute(name, set.Truth() ? "true" : "false", shape.attributes);
    });
    Add(std::move(shape), root["group_id"]);
    return {};
  }

  std::string Outline(std::string_view type, const std::vector<double>& xy, LabelmeShape& shape) {
    if (type == "rectangle" || type == "mask") {
      if (xy.size() != 4 && xy.size() != 8) return "it has no two corners";
      counts_.masks += type == "mask";
      shape.box = BoundsOf(xy);
    } else if (type == "circle") {
      if (xy.size() != 4) return "it is no circle of two points";
      const double radius = std::hypot(xy[2] - xy[0], xy[3] - xy[1]);
      shape.rings.push_back(EllipseRing(xy[0], xy[1], radius, radius, 0));
    } else if (type == "polygon" || type == "rotation" || type == "oriented_rectangle") {
      if (xy.size() < 6) return "its points are not three or more";
      shape.rings.push_back({xy, false});
    } else {
      return "its shape_type " + std::string(CutAtCharacter(type, 40)) + " is not read";
    }
    return {};
  }

  void Add(LabelmeShape shape, JsonValue group) {
    if (!group.IsMissing() && !shape.rings.empty()) {
      const auto [first, added] = groups_.try_emplace({shape.label, std::string(group.Text())}, picture_.shapes.size());
      if (!added) {
        picture_.shapes[first->second].rings.push_back(std::move(shape.rings.front()));
        return;
      }
    }
    picture_.shapes.push_back(std::move(shape));
  }

  const std::string& path_;
  LabelmeCounts& counts_;
  Problems& problems_;
  bool saw_shapes_ = false;
  std::uint64_t number_ = 0, broken_ = 0;
  std::string image_;
  LabelmePicture picture_;
  std::map<std::pair<std::string, std::string>, std::size_t> groups_;  // label and group: their first part
};

}  // namespace

Result<LabelmePicture> ReadLabelmePicture(ByteSource& source, const DataFile& file, LabelmeCounts& counts,
                                          Problems& problems) {
  LabelmeReader reader(source.Path(), counts, problems);
  if (auto read = ReadJsonRows(source, reader); !read) return tl::unexpected<Error>(read.error());
  return reader.Finish(file);
}

}  // namespace labelwatch
