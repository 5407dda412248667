#include "consumers/files/formats/coco/coco_labels_reader.h"

#include <algorithm>
#include <cmath>

#include "consumers/files/formats/coco/coco_values.h"
#include "schema/attributes.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

std::uint32_t Pixels(JsonValue value, bool& good) {
  if (value.IsMissing()) return 0;
  const double number = ReadCocoNumber(value).value_or(-1);
  good = number >= 0 && number <= 0xFFFFFFFFu && number == std::floor(number);
  return good ? static_cast<std::uint32_t>(number) : 0;
}

std::int64_t Integer(JsonValue value) {
  const double number = value.Number();
  return std::abs(number) < 9007199254740992.0 ? static_cast<std::int64_t>(number) : 0;
}

}  // namespace

bool CocoLabels::Reader::Wants(std::string_view section) {
  saw_images_ = saw_images_ || section == "images";
  saw_annotations_ = saw_annotations_ || section == "annotations";
  return section == "images" || section == "annotations" || section == "categories";
}

void CocoLabels::Reader::Row(std::string_view section, const JsonRecord& row, std::uint64_t offset) {
  const std::string_view what = section == "images" ? "image" : section == "categories" ? "category" : "annotation";
  if (what == "annotation") ++annotations_;
  if (row.Damage() != nullptr) return LeaveOut(what, {}, offset, row.Damage());
  if (!row.Root().IsObject()) return LeaveOut(what, {}, offset, "it is not a JSON object");
  if (what == "image") return ReadImage(row.Root(), offset);
  if (what == "category") return ReadCategory(row.Root(), offset);
  ReadAnnotation(row.Root(), offset);
}

void CocoLabels::Reader::ReadImage(JsonValue row, std::uint64_t offset) {
  const auto id = ReadId(row["id"], image_scratch_);
  if (!id) return LeaveOut("image", row["file_name"].Text(), offset, "it has no id");
  const std::uint32_t number = ImageOf(*id);
  Image& image = labels_.images_[number];
  if (image.defined) return LeaveOut("image", *id, offset, "another image has the same id");
  image.defined = true;
  order_.push_back(number);
  image.file_name = Keep(row["file_name"]);
  if (image.file_name.empty()) image.file_name = Keep(row["coco_url"]);  // all that LVIS says
  image.source = Keep(row["source"]);
  image.annotator = Keep(row["annotator"]);
  image.sequence = Keep(row["sequence"]);
  if (image.sequence.empty()) image.sequence = Keep(row["video_id"]);
  image.attributes = labels_.arena_.Keep(EncodeAttributes(row["attributes"], AppendFrameAttribute));
  image.frame_index = Integer(row["frame_index"]);
  image.time_ms = ParseTime(row["date_captured"].Text());
  image.labeled_at_ms = times_.Read(row["labeled_at"], offset);
  bool good_width = true, good_height = true;
  image.width = Pixels(row["width"], good_width);
  image.height = Pixels(row["height"], good_height);
  if (!good_width || !good_height) Note("image", *id, offset, "its width or height is not a number of pixels: unknown");
  const JsonValue absent = row["neg_category_ids"], not_exhaustive = row["not_exhaustive_category_ids"];
  if (absent.IsArray() || not_exhaustive.IsArray()) {
    image.classes = std::make_unique<ClassLists>();
    image.classes->absent = ReadCategories(absent);
    image.classes->not_exhaustive = ReadCategories(not_exhaustive);
  }
}

void CocoLabels::Reader::ReadCategory(JsonValue row, std::uint64_t offset) {
  const auto id = ReadId(row["id"], category_scratch_);
  const std::string_view name = row["name"].Text();
  if (!id) return LeaveOut("category", name, offset, "it has no id");
  if (name.empty()) return LeaveOut("category", *id, offset, "it has no name");
  Category& category = labels_.categories_[CategoryOf(*id)];
  if (category.name) return LeaveOut("category", *id, offset, "another category has the same id");
  category.name = labels_.classes_.Add(name);
  labels_.category_order_.push_back(CategoryOf(*id));
}

void CocoLabels::Reader::ReadAnnotation(JsonValue row, std::uint64_t offset) {
  const auto own_id = ReadId(row["id"], id_scratch_);
  if (row["bbox"].IsMissing() && row["segmentation"].IsMissing() && row["keypoints"].IsMissing()) {
    ++shapeless_;
    shapeless_kind_ = !row["caption"].IsMissing()         ? "captions"
                      : !row["segments_info"].IsMissing() ? "segments of the panoptic task"
                                                          : "labels of whole images";
  }
  // Without an id the label is named by its place in the file, counted from 1.
  std::string id(own_id.value_or("#"));
  if (!own_id) id += std::to_string(annotations_);
  const auto image_id = ReadId(row["image_id"], image_scratch_);
  if (!image_id) return LeaveOut("annotation", id, offset, "it has no image_id");
  const auto category_id = ReadId(row["category_id"], category_scratch_);
  if (!category_id) {
    LeftOutOf(*image_id).any = true;
    return LeaveOut("annotation", id, offset, "it has no category_id");
  }
  const std::string_view track = TrackOf(row);
  auto shape = ReadCocoShape(row, shape_);
  const auto points = shape ? std::nullopt : BoundsOfKeyPoints(row["keypoints"]);
  if (!shape || points) LeftOutOf(*image_id).categories.push_back(CategoryOf(*category_id));
  if (points) {
    ++of_points_;
    shape = CocoShape{{ShapeKind::kBox, *points, {}}, nullptr};
  }
  if (!shape) return LeaveOut("annotation", id, offset, shape.error().message);
  if (shape->note != nullptr) {
    Note("annotation", id, offset, std::string("its segmentation ") + shape->note + "; the bbox is used");
  }
  if (id.size() > kMaxIdBytes || track.size() > kMaxIdBytes) {
    LeftOutOf(*image_id).categories.push_back(CategoryOf(*category_id));
    return LeaveOut("annotation", "", offset, "its id or track_id is too long");
  }
  StoredObject label;
  label.category = CategoryOf(*category_id);
  if (const std::string_view annotator = row["annotator"].Text(); !annotator.empty()) {
    label.annotator = labels_.annotators_.Add(annotator);
  }
  label.crowd = row["iscrowd"].Truth();
  label.ignore = row["ignore"].Truth() || points.has_value();
  label.difficult = row["difficult"].Truth();
  const std::uint32_t number = ImageOf(*image_id);
  Image& image = labels_.images_[number];
  Turn(row["attributes"]["rotation"], shape->shape);
  const std::string attributes = EncodeAttributes(row["attributes"], AppendAttribute);
  StoredObject* stored = AppendObject(label, shape->shape, {id, track, attributes}, labels_.arena_, image.labels);
  ++labels_.labels_;
  const std::int64_t labeled_at_ms = times_.Read(row["labeled_at"], offset);
  if (!image.defined || !labels_.categories_[label.category].name) {
    pending_.push_back({stored, number, offset, labeled_at_ms});
  } else {
    image.last_annotation_ms = std::max(image.last_annotation_ms, labeled_at_ms);
  }
}

// CVAT has the track among the attributes.
std::string_view CocoLabels::Reader::TrackOf(JsonValue row) {
  const JsonValue track = row["track_id"].IsMissing() ? row["attributes"]["track_id"] : row["track_id"];
  return ReadId(track, track_scratch_).value_or(std::string_view());
}

// CVAT writes a turned box as it was before it was turned about its middle, and the angle, clockwise, as an attribute.
void CocoLabels::Reader::Turn(JsonValue degrees, Shape& shape) {
  if (!degrees.HoldsNumber() || degrees.Number() == 0 || shape.kind != ShapeKind::kBox || !shape.bounds.Finite())
    return;
  const Box& box = shape.bounds;
  shape = EncodeRotatedBox(
      {(box.x_min + box.x_max) / 2, (box.y_min + box.y_max) / 2, box.Width(), box.Height(), degrees.Number()}, shape_);
}

std::vector<std::uint32_t> CocoLabels::Reader::ReadCategories(JsonValue list) {
  std::vector<std::uint32_t> categories;
  list.ForElements([&](JsonValue value) {
    if (const auto id = ReadId(value, category_scratch_)) categories.push_back(CategoryOf(*id));
  });
  return categories;
}

Result<void> CocoLabels::Reader::Finish() {
  if (!saw_images_) return BadInput(labels_.path_ + " has no list of images: it is not COCO ground truth");
  if (!saw_annotations_) {
    return BadInput(labels_.path_ +
                    " has no list of annotations, so that nobody knows what its images hold; an empty "
                    "list says that nothing is there");
  }
  // Other kinds of COCO files: to read them as images that hold nothing would make everything a missing label.
  if (annotations_ > 0 && shapeless_ == annotations_) {
    return BadInput(labels_.path_ + ": none of its annotations has a bbox or a segmentation: they are " +
                    std::string(shapeless_kind_) + "; give the file with the instances");
  }
  for (const Pending& pending : pending_) {
    Image& image = labels_.images_[pending.image];
    const Category& category = labels_.categories_[pending.label->category];
    if (image.defined && category.name) {
      image.last_annotation_ms = std::max(image.last_annotation_ms, pending.labeled_at_ms);
      continue;
    }
    pending.label->left_out = true;
    --labels_.labels_;
    const std::string why = image.defined ? "its category " + std::string(category.id) + " is unknown"
                                          : "its image " + std::string(image.id) + " is unknown";
    LeaveOut("annotation", pending.label->Id(), pending.offset, why);
  }
  times_.Note(labels_.path_, problems_);
  if (of_points_ > 0) {
    problems_.Note(labels_.path_ + ": " + std::to_string(of_points_) +
                   " annotations have key points and no bbox: the box of the points explains predictions and is not "
                   "judged");
  }
  SortImages();
  JudgeMasksAsObjects();
  for (const Image& image : labels_.images_) NoteRepeatedIds(image);
  return {};
}

// Images stand in order of first sight, and that may be in an annotation.
void CocoLabels::Reader::SortImages() {
  bool sorted = order_.size() == labels_.images_.size();
  for (std::uint32_t i = 0; sorted && i < order_.size(); ++i) sorted = order_[i] == i;
  if (sorted) return;
  std::deque<Image> images;
  labels_.images_by_id_ = TextIndex();
  for (const std::uint32_t number : order_) {
    images.push_back(std::move(labels_.images_[number]));
    labels_.images_by_id_.Add(images.back().id, static_cast<std::uint32_t>(images.size() - 1));
  }
  labels_.images_ = std::move(images);
}

// CVAT writes iscrowd for every mask, whatever it shows: where all labels of a set are crowds with masks, they are not.
void CocoLabels::Reader::JudgeMasksAsObjects() {
  constexpr std::uint64_t kFewest = 10;
  if (labels_.labels_ < kFewest) return;
  const auto for_each = [&](const auto& use) {
    for (const Image& image : labels_.images_) {
      for (StoredObject* label = image.labels.first; label != nullptr; label = label->next) {
        if (!label->left_out && !use(*label)) return false;
      }
    }
    return true;
  };
  if (!for_each([](const StoredObject& label) { return label.crowd && label.ToShape().kind == ShapeKind::kMask; })) {
    return;
  }
  for_each([](StoredObject& label) {
    label.crowd = false;
    return true;
  });
  problems_.Note(labels_.path_ + ": all " + std::to_string(labels_.labels_) +
                 " labels are masks with iscrowd, as CVAT writes them; each is judged as one object");
}

// Such labels are kept: without them the model's view of their objects would look like a missing label.
void CocoLabels::Reader::NoteRepeatedIds(const Image& image) {
  ids_.clear();
  for (const StoredObject* label = image.labels.first; label != nullptr; label = label->next) {
    if (!label->left_out) ids_.push_back(label->Id());
  }
  std::ranges::sort(ids_);
  for (auto it = std::ranges::adjacent_find(ids_); it != ids_.end();) {
    problems_.Note(labels_.path_ + ": image " + std::string(image.id) + ": annotation id " + std::string(*it) +
                   " occurs more than once; a finding about it can be told by its box alone");
    it = std::adjacent_find(std::upper_bound(it, ids_.end(), *it), ids_.end());
  }
}

std::uint32_t CocoLabels::Reader::ImageOf(std::string_view id) {
  auto& images = labels_.images_;
  if (const auto known = labels_.images_by_id_.Find(id, [&](std::uint32_t i) { return images[i].id; })) return *known;
  const auto number = static_cast<std::uint32_t>(images.size());
  images.emplace_back().id = labels_.arena_.Keep(id);
  labels_.images_by_id_.Add(id, number);
  return number;
}

std::uint32_t CocoLabels::Reader::CategoryOf(std::string_view id) {
  if (const auto it = labels_.categories_by_id_.find(id); it != labels_.categories_by_id_.end()) return it->second;
  const auto number = static_cast<std::uint32_t>(labels_.categories_.size());
  labels_.categories_.push_back({labels_.arena_.Keep(id), {}});
  labels_.categories_by_id_.emplace(labels_.categories_.back().id, number);
  return number;
}

CocoLabels::Image::LeftOut& CocoLabels::Reader::LeftOutOf(std::string_view image_id) {
  auto& left_out = labels_.images_[ImageOf(image_id)].left_out;
  if (!left_out) left_out = std::make_unique<Image::LeftOut>();
  return *left_out;
}

std::string_view CocoLabels::Reader::Keep(JsonValue value) { return labels_.arena_.Keep(value.Text()); }

// Texts, numbers and truth values become texts; what is nested says nothing that a detector could use.
std::string CocoLabels::Reader::EncodeAttributes(JsonValue attributes,
                                                 void (*append)(std::string_view name, std::string_view value,
                                                                std::string& out)) {
  std::string encoded;
  attributes.ForMembers([&](std::string_view name, JsonValue value) {
    if (value.Type() == JsonType::kBool) append(name, value.Truth() ? "true" : "false", encoded);
    if (value.IsText() || value.IsNumber()) append(name, value.Text(), encoded);
  });
  return encoded;
}

void CocoLabels::Reader::LeaveOut(std::string_view what, std::string_view id, std::uint64_t offset,
                                  std::string_view why) {
  problems_.LeftOut(SentenceAbout(labels_.path_, what, id, offset, why));
}

void CocoLabels::Reader::Note(std::string_view what, std::string_view id, std::uint64_t offset, std::string_view why) {
  problems_.Note(SentenceAbout(labels_.path_, what, id, offset, why));
}

}  // namespace labelwatch
