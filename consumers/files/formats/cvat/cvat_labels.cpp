#include "consumers/files/formats/cvat/cvat_labels.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <map>
#include <set>

#include "consumers/files/formats/cvat/cvat_shapes.h"
#include "consumers/files/formats/cvat/cvat_tasks.h"
#include "schema/attributes.h"
#include "schema/shape_codec.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr std::uint64_t kMaxFilled = 10'000'000;       // shapes between key frames
constexpr std::uint64_t kMaxFilledBytes = 256u << 20;  // of their outlines and attributes
constexpr std::int64_t kMaxEmptyFrames = 1'000'000;    // frames without shapes that are made because meta counts them

class CvatReader : public XmlSink {
 public:
  CvatReader(const std::string& path, NameTable& classes, Problems& problems)
      : path_(path), classes_(classes), problems_(problems), set_(std::make_unique<LabelSet>(classes)) {}

  void Start(const XmlElement& element, std::size_t depth) override {
    open_.resize(depth - 1);
    open_.emplace_back(element.Name());
    line_ = element.Line();
    if (depth == 1) root_ = element.Name();
    if (depth > 2 && open_[1] == "meta" && element.Name() == "task") tasks_.Start();
    if (depth == 2 && element.Name() == "image") StartImage(element);
    if (depth == 2 && element.Name() == "track") {
      track_task_ = CvatName(element["task_id"]);
      track_id_ = CvatName(element["id"]);
      label_ = element["label"];
      last_.reset();
    }
    if (depth == 3 && (open_[1] == "image" || open_[1] == "track")) StartShape(element);
    if (depth == 4 && element.Name() == "attribute") attribute_ = element["name"];
    // A skeleton is its points.
    if (depth == 4 && open_[2] == "skeleton" && element["outside"] != "1") GrowExtent(element);
  }

  void End(std::string_view name, std::size_t depth, std::string_view text, std::uint64_t) override {
    if (depth > 1 && open_[1] == "meta") return tasks_.Meta(name, open_[depth - 2], text);
    if (depth == 4 && name == "attribute" && !attribute_.empty()) AppendAttribute(attribute_, text, now_.attributes);
    if (depth == 3 && open_[1] == "image") EndImageShape();
    if (depth == 3 && open_[1] == "track") EndTrackShape();
    if (depth == 2 && name == "image") EndImage();
    if (depth == 2 && name == "track") ++tracks_;
  }

  Result<std::unique_ptr<LabelSource>> Finish() {
    if (root_ != "annotations") return BadInput(path_ + ": the outermost element is not annotations: not CVAT XML");
    AddTrackFrames();
    if (other_shapes_ > 0) {
      problems_.Note(path_ + ": " + std::to_string(other_shapes_) + " polylines, points, cuboids or skeletons, in " +
                     std::to_string(extents_only_) + " of " + std::to_string(set_->Frames()) +
                     " frames: the box around each explains predictions, nothing of its class is called missing there");
    }
    if (not_filled_) problems_.Note(path_ + ": key frames lie too far apart; not all between them were filled");
    return std::unique_ptr<LabelSource>(std::move(set_));
  }

 private:
  struct Shaped {
    CvatShape shape;
    std::string attributes, group;
    std::int64_t frame = 0;
    bool outside = false, good = false;
    bool extent_only = false;  // no area: it explains predictions and is not judged
    std::optional<Box> extent;
  };
  struct Group {
    std::size_t label = 0;  // its number in the image
    std::vector<Ring> rings;
  };
  struct Kept {
    NameId class_id;
    ShapeKind kind;
    Box bounds;
    std::string_view encoded, attributes, track_id;
    bool extent_only = false;
  };

  void LeaveOut(const std::string& what, const std::string& why) {
    problems_.LeftOut(path_ + ":" + std::to_string(line_) + ": " + std::string(CutAtCharacter(what, 100)) + ": " + why);
  }

  void StartImage(const XmlElement& element) {
    image_name_ = element["name"];
    image_task_ = CvatName(element["task_id"]);
    subset_ = CvatName(element["subset"]);
    width_ = CvatPixels(element["width"]);
    height_ = CvatPixels(element["height"]);
    labels_.clear();
    left_out_.clear();
    frame_classes_.clear();
    if (tracks_ == 0) arena_ = TextArena();  // texts of tracks wait until the end
  }

  void StartShape(const XmlElement& element) {
    now_ = Shaped();
    now_.extent_only = IsOtherShape(element.Name());
    if (now_.extent_only) ++other_shapes_;
    const bool image = open_[1] == "image";
    if (image) label_ = element["label"];
    if (image && element.Name() == "tag" && !label_.empty()) frame_classes_.push_back(classes_.Add(label_));
    if (!IsCvatShape(element.Name()) && !now_.extent_only) return;
    if (label_.empty()) return LeaveOut(std::string(element.Name()), "it has no label");
    const CvatTask& task = tasks_.Of(track_task_);
    if (now_.extent_only) {
      GrowExtent(element);
    } else {
      auto shape = ReadCvatShape(element, image ? width_ : task.width, image ? height_ : task.height);
      if (!shape) {
        MarkLeftOut();
        return LeaveOut(std::string(element.Name()) + " " + label_, shape.error().message);
      }
      now_.shape = std::move(*shape);
    }
    now_.outside = element["outside"] == "1";
    if (image && now_.shape.kind == CvatShape::Kind::kPolygon) now_.group = CvatName(element["group_id"]);
    if (element["occluded"] == "1") AppendAttribute("occluded", "1", now_.attributes);
    if (element["keyframe"] == "0") AppendAttribute("keyframe", "0", now_.attributes);
    if (!image) {
      const double frame = NumberOf(element["frame"]);
      if (!(frame >= 0 && frame <= static_cast<double>(kMaxCvatFrame)) || frame != std::floor(frame)) {
        return LeaveOut("a shape of track " + track_id_, "its frame is not a number within 0..10,000,000");
      }
      now_.frame = static_cast<std::int64_t>(frame);
    }
    now_.good = true;
  }

  void GrowExtent(const XmlElement& element) {
    const auto grown = ExtentOfCvatShape(element);
    if (grown) now_.extent = now_.extent ? Around(*now_.extent, *grown) : *grown;
  }

  // People did label such an object: of an image its class is unknown there, of a track in all frames of the task.
  void MarkLeftOut() {
    if (open_[1] == "image") {
      left_out_.push_back(classes_.Add(label_));
    } else {
      left_out_of_tasks_[track_task_].insert(classes_.Add(label_));
    }
  }

  // Points and lines become the box around them, so that what they explain is judged as little as what lies elsewhere.
  void EndExtent() {
    if (!now_.extent_only || !now_.good) return;
    MarkLeftOut();
    now_.good = now_.extent && !now_.extent->Empty();
    if (!now_.good) return;
    const Box& box = *now_.extent;
    now_.shape.kind = CvatShape::Kind::kBox;
    now_.shape.numbers = {box.x_min, box.y_min, box.x_max, box.y_max, 0};
  }

  Kept Keep(const CvatShape& shape, std::string_view attributes, std::string_view track_id) {
    encoded_.clear();
    const Shape made = ToShape(shape, encoded_);
    return {classes_.Add(label_), made.kind, made.bounds, arena_.Keep(made.encoded), arena_.Keep(attributes),
            arena_.Keep(track_id)};
  }

  void EndImageShape() {
    EndExtent();
    if (now_.good && !now_.outside && !JoinGroup()) {
      labels_.push_back(Keep(now_.shape, now_.attributes, {}));
      labels_.back().extent_only = now_.extent_only;
    }
    now_.good = false;
  }

  // Polygons of one label and group are the parts of one object, as in CVAT's own export to COCO.
  bool JoinGroup() {
    if (now_.group.empty() || now_.group == "0") return false;
    const auto [group, first] = groups_.try_emplace({now_.group, label_});
    if (first) group->second.label = labels_.size();
    group->second.rings.push_back({now_.shape.numbers, false});
    return !first;
  }

  void EndGroups() {
    for (const auto& [name, group] : groups_) {
      if (group.rings.size() == 1) continue;
      encoded_.clear();
      const Shape whole = EncodePolygon(group.rings, encoded_);
      labels_[group.label].bounds = whole.bounds;
      labels_[group.label].encoded = arena_.Keep(whole.encoded);
    }
    groups_.clear();
  }

  void EndTrackShape() {
    EndExtent();
    if (!now_.good) return;
    const std::int64_t step = tasks_.Of(track_task_).step;
    if (last_ && !last_->outside && now_.frame > last_->frame + step) {
      const std::int64_t gap = now_.frame - last_->frame;
      std::string attributes = last_->attributes;
      AppendAttribute("keyframe", "0", attributes);
      for (std::int64_t i = step; i < gap; i += step) {
        if (filled_ == kMaxFilled || filled_bytes_ > kMaxFilledBytes) {
          not_filled_ = true;
          break;
        }
        ++filled_;
        const double part = static_cast<double>(i) / static_cast<double>(gap);
        // A shape that is outside says where the object left, not where it went.
        const CvatShape between = now_.outside ? last_->shape : Between(last_->shape, now_.shape, part);
        Kept kept = Keep(between, attributes, track_id_);
        kept.extent_only = last_->extent_only;
        filled_bytes_ += kept.encoded.size() + kept.attributes.size();
        frames_[{track_task_, last_->frame + i}].push_back(kept);
      }
    }
    if (!now_.outside) {
      Kept kept = Keep(now_.shape, now_.attributes, track_id_);
      kept.extent_only = now_.extent_only;
      frames_[{track_task_, now_.frame}].push_back(kept);
    }
    last_ = std::move(now_);
    now_ = Shaped();
  }

  void FillFrame(const CvatTask& task, const std::vector<Kept>& labels) {
    frame_.annotator = task.annotator;
    for (const Kept& kept : labels) {
      Label& label = frame_.labels.emplace_back();
      label.class_id = kept.class_id;
      label.shape = {kept.kind, kept.bounds, kept.encoded};
      label.attributes = kept.attributes;
      label.track_id = kept.track_id;
      label.ignore = kept.extent_only;
    }
  }

  void EndImage() {
    EndGroups();
    // Two tasks, or two parts of a project, may have images of one name.
    const std::string folder = tasks_.Count() > 1 ? tasks_.Of(image_task_).name : subset_;
    const std::string path = image_name_.empty() || folder.empty() ? image_name_ : folder + "/" + image_name_;
    frame_.Clear();
    frame_.frame_id = path;
    frame_.image_uri = image_name_;
    frame_.frame_classes = frame_classes_;
    frame_.image_width = width_;
    frame_.image_height = height_;
    FillFrame(tasks_.Of(image_task_), labels_);
    for (const NameId id : left_out_) MarkUnknown(frame_, id);
    extents_only_ += std::ranges::any_of(labels_, &Kept::extent_only) || !left_out_.empty();
    if (auto added = set_->Add(frame_); !added) LeaveOut("image", added.error().message);
    width_ = height_ = 0;
  }

  void AddTrackFrames() {
    std::int64_t empty_frames = 0;
    for (const auto& [id, task] : tasks_.ById()) {
      const bool video = task.mode == "interpolation" || (tracks_ > 0 && tasks_.Count() == 1);
      if (!video || !(task.size > 0 && task.size <= static_cast<double>(kMaxEmptyFrames))) continue;
      const std::string key = tasks_.Count() == 1 && !frames_.empty() ? frames_.begin()->first.first : id;
      for (std::int64_t i = 0; i < static_cast<std::int64_t>(task.size) && empty_frames <= kMaxEmptyFrames; ++i) {
        empty_frames += frames_.try_emplace({key, task.start + i * task.step}).second;
      }
    }
    if (empty_frames > kMaxEmptyFrames) {
      problems_.Note(path_ + ": there are more than a million frames without a shape; not all of them were made");
    }
    for (const auto& [place, labels] : frames_) {
      const auto& [id, number] = place;
      const CvatTask& task = tasks_.Of(id);
      char name[32];
      std::snprintf(name, sizeof name, "frame_%06lld", static_cast<long long>(number));
      // Frames of a video belong together, whatever meta says of it.
      const std::string sequence(task.name.empty() ? WithoutExtension(WithoutFolder(path_)) : task.name);
      const std::string path = sequence + "/" + name;
      frame_.Clear();
      frame_.frame_id = path;
      frame_.sequence = sequence;
      frame_.sequence_index = number;
      frame_.image_width = task.width;
      frame_.image_height = task.height;
      FillFrame(task, labels);
      for (const NameId left_out : left_out_of_tasks_[id]) MarkUnknown(frame_, left_out);
      extents_only_ += std::ranges::any_of(labels, &Kept::extent_only);
      if (auto added = set_->Add(frame_); !added) LeaveOut("frame", added.error().message);
    }
  }

  const std::string& path_;
  NameTable& classes_;
  Problems& problems_;
  std::unique_ptr<LabelSet> set_;
  std::vector<std::string> open_;
  std::string root_, image_name_, image_task_, subset_, label_, track_id_, track_task_, attribute_, encoded_;
  CvatTasks tasks_;
  std::uint32_t width_ = 0, height_ = 0;
  std::uint64_t line_ = 0, other_shapes_ = 0, tracks_ = 0, filled_ = 0, filled_bytes_ = 0, extents_only_ = 0;
  bool not_filled_ = false;
  Shaped now_;
  std::optional<Shaped> last_;
  TextArena arena_;
  std::vector<Kept> labels_;
  std::map<std::pair<std::string, std::string>, Group> groups_;  // of the image, by name and label
  std::vector<NameId> frame_classes_, left_out_;                 // of the image
  std::map<std::string, std::set<NameId>> left_out_of_tasks_;
  std::map<std::pair<std::string, std::int64_t>, std::vector<Kept>> frames_;  // by task and number
  LabeledFrame frame_;
};

}  // namespace

Result<std::unique_ptr<LabelSource>> ReadCvatLabels(ByteSource& source, NameTable& classes, Problems& problems) {
  CvatReader reader(source.Path(), classes, problems);
  if (auto read = ReadXml(source, reader); !read) return tl::unexpected<Error>(read.error());
  return reader.Finish();
}

}  // namespace labelwatch
