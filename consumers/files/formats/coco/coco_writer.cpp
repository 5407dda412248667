// COCO: {"images": [...], "annotations": [...], "categories": [...]}. Outlines that are turned boxes become polygons.

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "consumers/files/dataset/label_time.h"
#include "consumers/files/formats/coco/coco_format.h"
#include "detectors/matching/convex_overlap.h"
#include "schema/attributes.h"
#include "schema/json_writer.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

bool IsWhole(std::string_view id) {
  constexpr std::size_t kDigits = 15;  // exact in every language that reads numbers as doubles
  return !id.empty() && id.size() <= kDigits && (id == "0" || id[0] != '0') &&
         std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; });
}

// Ids that are numbers stay numbers: tools expect them so.
void PutId(JsonWriter& json, const char* key, std::string_view id) {
  IsWhole(id) ? json.Key(key).Digits(id) : json.Key(key).Text(id);
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
  CocoWriter(std::ostream& out, const NameTable& classes) : out_(out), classes_(classes) {}

  void List(NameId class_id, std::string_view original_id) override { CategoryId(class_id, original_id); }

  void Add(const LabeledFrame& frame, const FrameOrigin& origin) override {
    images_.push_back({std::string(origin.image_id), {}});
    images_.back().members = MembersOf([&](JsonWriter& json) {
      json.Key("file_name").Text(origin.name);
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
    for (const Suggestion& one : Suggestions()) AddLabel(frame, one.label, one.score);
    Lose("label times that are no dates of 2000 to 2099",
         frame.labeled_at_ms == 0 || IsLabelTime(frame.labeled_at_ms) ? 0 : 1);
    Lose("frame classes", frame.frame_classes.size());
    Lose("ignore regions", frame.ignore_regions.size());
  }

  void Finish() override {
    const auto images = NumberIds(images_, 0), annotations = NumberIds(annotations_, 1);
    out_ << "{\"images\": [";
    for (std::size_t i = 0; i < images_.size(); ++i) {
      Line(i == 0, Numbered(images[i], images_[i]) + images_[i].members);
    }
    out_ << "\n],\n\"annotations\": [";
    for (std::size_t i = 0; i < annotations_.size(); ++i) {
      const std::string image = ",\"image_id\":" + std::to_string(images[annotations_[i].image]);
      Line(i == 0, Numbered(annotations[i], annotations_[i]) + image + annotations_[i].members);
    }
    out_ << "\n],\n\"categories\": [";
    for (std::size_t i = 0; i < categories_.size(); ++i) {
      const auto& [class_id, id] = categories_[i];
      Line(i == 0, MembersOf([this, id = id, class_id = class_id](JsonWriter& json) {
             json.Key("id").Whole(id);
             json.Key("name").Text(classes_.Name(class_id));
           }));
    }
    out_ << "\n]}\n";
  }

 private:
  // An image or annotation without its number: which are taken is only known when all are there.
  struct Waiting {
    std::string original_id, members;
    std::size_t image = 0;  // its place; of an annotation
  };

  // Members of an object as they stand between its braces, each after a comma.
  template <typename Fill>
  static std::string MembersOf(Fill fill) {
    JsonWriter json;
    json.OpenObject();
    fill(json);
    json.CloseObject();
    std::string members(json.Written());
    members.front() = ',';
    members.pop_back();
    return members;
  }
  void Line(bool first, std::string members) {
    members.front() = '{';  // in the place of its comma
    out_ << (first ? "\n" : ",\n") << members << '}';
  }

  // Each has the number that it had where that is one, of at least `least`, and no other took it first; the rest have
  // the smallest ones that are free. pycocotools keeps annotations by their number, and takes 0 for none.
  static std::vector<std::uint64_t> NumberIds(const std::vector<Waiting>& all, std::uint64_t least) {
    std::vector<std::uint64_t> numbers(all.size(), 0);
    std::vector<bool> given(all.size(), false);
    std::unordered_set<std::uint64_t> taken;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!IsWhole(all[i].original_id)) continue;
      const std::uint64_t number = std::stoull(all[i].original_id);
      if (number < least || !taken.insert(number).second) continue;
      numbers[i] = number;
      given[i] = true;
    }
    std::uint64_t next = 1;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (given[i]) continue;
      while (taken.contains(next)) ++next;
      numbers[i] = next++;
    }
    return numbers;
  }
  static std::string Numbered(std::uint64_t number, const Waiting& waiting) {
    return MembersOf([&](JsonWriter& json) {
      json.Key("id").Whole(number);
      const bool same = waiting.original_id.empty() || waiting.original_id == std::to_string(number);
      if (!same) json.Key("original_id").Text(waiting.original_id);
    });
  }

  // The listed id where it is a number that no other class has; else the first one that is free.
  std::uint64_t CategoryId(NameId class_id, std::string_view original_id = {}) {
    const auto known = category_ids_.find(class_id);
    if (known != category_ids_.end()) return known->second;
    std::uint64_t id = IsWhole(original_id) ? std::stoull(std::string(original_id)) : 0;
    const auto taken = [&](std::uint64_t number) {
      return std::ranges::any_of(categories_, [&](const auto& category) { return category.second == number; });
    };
    if (!IsWhole(original_id) || taken(id)) {
      for (id = std::max<std::uint64_t>(1, categories_.size()); taken(id);) ++id;
    }
    categories_.emplace_back(class_id, id);
    category_ids_.emplace(class_id, id);
    return id;
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
      json.Whole(CategoryId(id));
    }
    json.CloseList();
  }

  // `score`: of a suggestion.
  void AddLabel(const LabeledFrame& frame, const Label& label, std::optional<double> score = std::nullopt) {
    const Box& box = label.shape.bounds;
    if (!box.Finite()) return Lose("labels without a finite box");
    annotations_.push_back({std::string(label.id), {}, images_.size() - 1});
    annotations_.back().members = MembersOf([&](JsonWriter& json) {
      json.Key("category_id").Whole(CategoryId(label.class_id));
      json.Key("bbox").OpenList();
      for (const double number : {box.x_min, box.y_min, box.Width(), box.Height()}) json.Real(number);
      json.CloseList();
      const double area = PutOutline(json, label.shape);
      json.Key("area").Real(area);
      json.Key("iscrowd").Whole(label.crowd ? 1 : 0);
      if (score) {
        json.Key("score").Real(*score);
      }
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
  std::vector<Waiting> images_, annotations_;
  std::vector<std::pair<NameId, std::uint64_t>> categories_;  // with their ids, in the order of the list
  std::unordered_map<NameId, std::uint64_t> category_ids_;
};

}  // namespace

std::unique_ptr<LabelWriter> MakeCocoWriter(std::ostream& out, const NameTable& classes) {
  return std::make_unique<CocoWriter>(out, classes);
}

}  // namespace labelwatch
