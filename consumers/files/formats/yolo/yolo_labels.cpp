#include "consumers/files/formats/yolo/yolo_labels.h"

#include <deque>
#include <functional>
#include <optional>

#include "consumers/files/formats/yolo/yolo_line.h"
#include "consumers/files/text/text_lines.h"

namespace labelwatch {
namespace {

// What labels and predictions have in common: the walk over files and lines, and the words about what is wrong.
class YoloReader {
 public:
  YoloReader(YoloSide side, const DataSetParts& parts, NameTable& classes, Problems& problems)
      : side_(side), parts_(parts), problems_(problems) {
    for (const std::string& name : parts.names.names) class_ids_.push_back(name.empty() ? 0 : classes.Add(name));
  }
  virtual ~YoloReader() = default;

  Result<void> Read(std::span<const DataFile> files) {
    for (const DataFile& file : files) {
      if (auto read = ReadFile(file); !read) problems_.LeftOut(read.error().message);
    }
    if (sized_ == 0 && unsized_ > 0) return BadInput(files.front().path + ": " + ImageSizes::kRemedy);
    if (unscored_ > 0) {
      problems_.Note(files.front().path + ": " + std::to_string(unscored_) +
                     " predictions have no confidence here and in the files beside it: 1 is used");
    }
    return {};
  }

 protected:
  virtual void StartFrame(std::string_view name, const ImageSizes::Found& picture) = 0;
  virtual void Take(const YoloObject& object, NameId class_id, std::string_view line) = 0;
  // A line of this class was not read; nothing: nobody knows of which.
  virtual void LeftOut(std::optional<NameId> class_id) = 0;
  virtual Result<void> EndFrame() = 0;
  std::string_view Kept(std::string_view text) { return text.empty() ? text : texts_.emplace_back(text); }

  std::uint64_t unscored_ = 0;

 private:
  std::optional<NameId> ClassOf(std::string_view word) const {
    const auto number = NumberIn(word);
    if (!number || !(*number >= 0 && *number < static_cast<double>(class_ids_.size()))) return {};
    const NameId id = class_ids_[static_cast<std::size_t>(*number)];
    return id == 0 ? std::nullopt : std::optional(id);
  }

  // An error: nothing of the file is used.
  Result<void> ReadFile(const DataFile& file) {
    auto source = ByteSource::Open(file.path);
    if (!source) return tl::unexpected<Error>(source.error());
    const ImageSizes::Found picture = parts_.sizes.Find(file.name, problems_).value_or(ImageSizes::Found());
    StartFrame(picture.name.empty() ? WithoutExtension(file.name) : picture.name, picture);
    texts_.clear();
    TextLines lines(**source);
    std::uint64_t objects = 0, good = 0;
    for (;;) {
      const auto more = lines.Next();
      if (!more) return tl::unexpected<Error>(more.error());
      if (!*more) break;
      SplitColumns(lines.Line(), columns_);
      if (columns_.empty()) continue;
      ++objects;
      if (!picture.size.Known()) {
        ++unsized_;
        return BadInput(file.path + ": " + ImageSizes::kRemedy);
      }
      auto object = ReadYoloLine(columns_, side_, parts_.names, picture.size, encoded_);
      if (!object) {
        problems_.LeftOut(file.path + ":" + std::to_string(lines.Number()) + ": " + object.error().message);
        LeftOut(ClassOf(columns_.front()));
        continue;
      }
      ++good;
      object->shape.encoded = Kept(object->shape.encoded);
      object->track_id = Kept(object->track_id);
      Take(*object, class_ids_[object->class_number], Kept(std::to_string(lines.Number())));
    }
    sized_ += picture.size.Known();
    // Without one good line nobody knows what the picture holds: that is not "reviewed, nothing there".
    if (objects > 0 && good == 0) return BadInput(file.path + ": no line of it can be used; the picture is left out");
    if (auto added = EndFrame(); !added) return BadInput(file.path + ": " + added.error().message);
    return {};
  }

  const YoloSide side_;
  const DataSetParts parts_;
  Problems& problems_;
  std::vector<NameId> class_ids_;
  std::vector<std::string_view> columns_;
  std::string encoded_;
  std::deque<std::string> texts_;
  std::uint64_t sized_ = 0, unsized_ = 0;
};

class LabelsReader : public YoloReader {
 public:
  LabelsReader(const DataSetParts& parts, NameTable& classes, Problems& problems)
      : YoloReader(YoloSide::kLabels, parts, classes, problems), set_(std::make_unique<LabelSet>(classes)) {
    // Tools count from 0 here and from 1 in COCO, where 0 often is the background.
    std::vector<ListedClass> listed;
    for (std::size_t i = 0; i < parts.names.names.size(); ++i) {
      if (!parts.names.names[i].empty()) listed.push_back({std::to_string(i + 1), parts.names.names[i]});
    }
    set_->List(std::move(listed));
  }
  std::unique_ptr<LabelSet> TakeSet() { return std::move(set_); }

 private:
  void StartFrame(std::string_view name, const ImageSizes::Found& picture) override {
    frame_.Clear();
    incomplete_ = false;
    frame_.frame_id = name;
    frame_.image_uri = picture.path;
    frame_.image_width = picture.size.width;
    frame_.image_height = picture.size.height;
  }
  void Take(const YoloObject& object, NameId class_id, std::string_view line) override {
    Label& label = frame_.labels.emplace_back();
    label.id = line;
    label.class_id = class_id;
    label.shape = object.shape;
  }
  void LeftOut(std::optional<NameId> class_id) override {
    incomplete_ = incomplete_ || !class_id;
    if (class_id) MarkUnknown(frame_, *class_id);
  }
  Result<void> EndFrame() override {
    auto added = set_->Add(frame_);
    if (added && incomplete_) set_->LastIsIncomplete();
    return added;
  }

  std::unique_ptr<LabelSet> set_;
  LabeledFrame frame_;
  bool incomplete_ = false;
};

class PredictionsReader : public YoloReader {
 public:
  PredictionsReader(const std::string& model, const DataSetParts& parts, NameTable& classes, Problems& problems)
      : YoloReader(YoloSide::kPredictions, parts, classes, problems),
        set_(std::make_unique<PredictionSet>(model, classes)) {}
  std::unique_ptr<PredictionSet> TakeSet() { return std::move(set_); }

 private:
  void StartFrame(std::string_view name, const ImageSizes::Found&) override {
    frame_.Clear();
    frame_.frame_id = name;
  }
  void Take(const YoloObject& object, NameId class_id, std::string_view) override {
    unscored_ += !object.score;
    frame_.predictions.push_back({object.shape, class_id, object.score.value_or(1), object.track_id, 0, 0});
  }
  void LeftOut(std::optional<NameId>) override {}
  Result<void> EndFrame() override { return set_->Add(frame_); }

  std::unique_ptr<PredictionSet> set_;
  PredictedFrame frame_;
};

}  // namespace

Result<std::unique_ptr<LabelSource>> ReadYoloLabels(std::span<const DataFile> files, const DataSetParts& parts,
                                                    NameTable& classes, Problems& problems) {
  LabelsReader reader(parts, classes, problems);
  if (auto read = reader.Read(files); !read) return tl::unexpected<Error>(read.error());
  return reader.TakeSet();
}

Result<std::unique_ptr<PredictionSource>> ReadYoloPredictions(std::span<const DataFile> files, const std::string& model,
                                                              const DataSetParts& parts, NameTable& classes,
                                                              Problems& problems) {
  PredictionsReader reader(model, parts, classes, problems);
  if (auto read = reader.Read(files); !read) return tl::unexpected<Error>(read.error());
  return reader.TakeSet();
}

}  // namespace labelwatch
