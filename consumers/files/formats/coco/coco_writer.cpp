// COCO: {"images": [...], "annotations": [...], "categories": [...]}. Outlines that are turned boxes become polygons.

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "consumers/files/dataset/label_time.h"
#include "consumers/files/formats/coco/coco_format.h"
#include "detectors/matching/convex_overlap.h"
#include "schema/attributes.h"
#include "schema/json_writer.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

// Ids that are numbers stay numbers: tools expect them so.
void PutId(JsonWriter& json, const char* key, std::string_view id) {
  constexpr std::size_t kDigits = 15;
  const bool number = !id.empty() && id.size() <= kDigits && (id == "0" || id[0] != '0') &&
                      std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
  number ? json.Key(key).Digits(id) : json.Key(key).Text(id);
}

// The shoelace formula (Gauss).
double AreaOf(const std::vector<double>& xy) {
  double twice = 0;
  for (std::size_t i = 0, j = xy.size() - 2; i + 1 < xy.size(); j = i, i += 2) {
    twice += xy[j] * xy[i + 1] - xy[i] * xy[j + 1];
  }
  return std::abs(twice) / 2;
}

void PutAttributes(JsonWriter& json, std::string_view encoded) {
  if (encoded.empty()) return;
  json.Key("attributes").OpenObject();
  ForEachAttribute(encoded, [&](std::string_view name, std::string_view value) { json.Key(name).Text(value); });
  json.CloseObject();
}

class CocoWriter : public LabelWriter {
 public:
  CocoWriter(std::ostream& out, const NameTable& classes) : out_(out), classes_(classes) { out_ << "{\"images\": ["; }

  void Add(const LabeledFrame& frame) override {
    ++images_;
    Line(out_, images_ == 1, [&](JsonWriter& json) {
      json.Key("id").Whole(images_);
      json.Key("file_name").Text(frame.frame_id);
      for (const auto& [key, side] : {std::pair{"width", frame.image_width}, std::pair{"height", frame.image_height}}) {
        json.Key(key).Whole(side);
      }
      if (!frame.annotator.empty()) json.Key("annotator").Text(frame.annotator);
      if (IsLabelTime(frame.labeled_at_ms)) json.Key("labeled_at").Text(IsoTime(frame.labeled_at_ms));
      if (!frame.source.empty()) json.Key("source").Text(frame.source);
      if (!frame.sequence.empty()) {
        json.Key("sequence").Text(frame.sequence);
        json.Key("frame_index").Signed(frame.sequence_index);
      }
      PutAttributes(json, frame.attributes);
      if (!frame.absent_classes.empty() || !frame.unknown_classes.empty() || !frame.exhaustive_classes.empty()) {
        PutClasses(json, "neg_category_ids", LookedForInVain(frame));
        PutClasses(json, "not_exhaustive_category_ids", frame.unknown_classes);
      }
    });
    for (const Label& label : frame.labels) AddLabel(frame, label);
    Lose("label times that are no dates of 2000 to 2099",
         frame.labeled_at_ms == 0 || IsLabelTime(frame.labeled_at_ms) ? 0 : 1);
    Lose("frame classes", frame.frame_classes.size());
    Lose("ignore regions", frame.ignore_regions.size());
  }

  void Finish() override {
    out_ << "\n],\n\"annotations\": [" << annotations_ << "\n],\n\"categories\": [";
    bool first = true;
    for (const NameId id : used_) {
      Line(out_, std::exchange(first, false), [&](JsonWriter& json) {
        json.Key("id").Whole(id);
        json.Key("name").Text(classes_.Name(id));
      });
    }
    out_ << "\n]}\n";
  }

 private:
  template <typename Fill>
  static std::string ObjectOf(Fill fill) {
    JsonWriter json;
    json.OpenObject();
    fill(json);
    json.CloseObject();
    return std::string(json.Written());
  }
  template <typename Fill>
  static void Line(std::ostream& out, bool first, Fill fill) {
    out << (first ? "\n" : ",\n") << ObjectOf(fill);
  }

  // In LVIS a class that was labeled exhaustively has a label, or is listed as absent.
  static std::vector<NameId> LookedForInVain(const LabeledFrame& frame) {
    std::vector<NameId> classes = frame.absent_classes;
    for (const NameId id : frame.exhaustive_classes) {
      const bool labeled = std::ranges::find(frame.labels, id, &Label::class_id) != frame.labels.end();
      if (!labeled && std::ranges::find(classes, id) == classes.end()) classes.push_back(id);
    }
    return classes;
  }

  void PutClasses(JsonWriter& json, const char* key, const std::vector<NameId>& classes) {
    json.Key(key).OpenList();
    for (const NameId id : classes) {
      used_.insert(id);
      json.Whole(id);
    }
    json.CloseList();
  }

  void AddLabel(const LabeledFrame& frame, const Label& label) {
    const Box& box = label.shape.bounds;
    if (!box.Finite()) return Lose("labels without a finite box");
    used_.insert(label.class_id);
    ++labels_;
    annotations_ += labels_ == 1 ? "\n" : ",\n";
    annotations_ += ObjectOf([&](JsonWriter& json) {
      // Without an id of its own: far from any that tools give.
      PutId(json, "id", label.id.empty() ? std::to_string(1'000'000'000'000 + labels_) : std::string(label.id));
      json.Key("image_id").Whole(images_);
      json.Key("category_id").Whole(label.class_id);
      json.Key("bbox").OpenList();
      for (const double number : {box.x_min, box.y_min, box.Width(), box.Height()}) json.Real(number);
      json.CloseList();
      const double area = PutOutline(json, label.shape);
      json.Key("area").Real(area);
      json.Key("iscrowd").Whole(label.crowd ? 1 : 0);
      if (label.ignore) PutTrue(json, "ignore");
      if (label.difficult) PutTrue(json, "difficult");
      const std::string_view annotator = label.annotator.empty() ? frame.annotator : label.annotator;
      if (!annotator.empty()) json.Key("annotator").Text(annotator);
      if (!label.track_id.empty()) PutId(json, "track_id", label.track_id);
      PutAttributes(json, label.attributes);
    });
  }

  static void PutTrue(JsonWriter& json, const char* key) { json.Key(key).Whole(1); }

  // Writes the segmentation where there is one; returns the area.
  double PutOutline(JsonWriter& json, const Shape& shape) {
    if (shape.kind == ShapeKind::kMask) {
      const auto mask = DecodeMask(shape.encoded);
      if (!mask) return shape.bounds.Area();
      json.Key("segmentation").OpenObject();
      json.Key("size").OpenList();
      json.Whole(mask->height);
      json.Whole(mask->width);
      json.CloseList();
      json.Key("counts").Text(CocoStringFromRuns(mask->counts));
      json.CloseObject();
      double area = 0;
      for (std::size_t i = 1; i < mask->counts.size(); i += 2) area += mask->counts[i];
      return area;
    }
    std::vector<Ring> rings;
    if (shape.kind == ShapeKind::kRotatedBox) {
      if (const auto box = DecodeRotatedBox(shape.encoded)) {
        Ring& ring = rings.emplace_back();
        for (const Point& corner : CornersOf(*box)) ring.xy.insert(ring.xy.end(), {corner.x, corner.y});
        Lose("turned boxes (written as polygons)");
      }
    } else if (shape.kind == ShapeKind::kPolygon) {
      if (auto decoded = DecodePolygon(shape.encoded)) rings = std::move(*decoded);
    }
    const auto holes = std::erase_if(rings, [](const Ring& ring) { return ring.hole || ring.xy.size() < 6; });
    Lose("holes of polygons", holes);
    if (rings.empty()) return shape.bounds.Area();
    double area = 0;
    json.Key("segmentation").OpenList();
    for (const Ring& ring : rings) {
      json.OpenList();
      for (const double number : ring.xy) json.Real(std::isfinite(number) ? number : 0);
      json.CloseList();
      area += AreaOf(ring.xy);
    }
    json.CloseList();
    return area;
  }

  std::ostream& out_;
  const NameTable& classes_;
  std::string annotations_;
  std::set<NameId> used_;
  std::uint64_t images_ = 0, labels_ = 0;
};

}  // namespace

std::unique_ptr<LabelWriter> MakeCocoWriter(std::ostream& out, const NameTable& classes) {
  return std::make_unique<CocoWriter>(out, classes);
}

}  // namespace labelwatch
