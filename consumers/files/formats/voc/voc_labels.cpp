#include "consumers/files/formats/voc/voc_labels.h"

#include <cmath>

#include "consumers/files/text/xml_events.h"
#include "schema/attributes.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

std::uint32_t PixelsOf(std::string_view text) {
  const double number = NumberOf(text);
  return number >= 0 && number <= 0xFFFFFFFFu ? static_cast<std::uint32_t>(number) : 0;
}
bool Truth(std::string_view text) { return text == "1" || text == "true" || text == "True"; }

std::string PictureOf(const std::string& folder, const std::string& file) {
  return folder.empty() || file.empty() ? file : folder + "/" + file;
}

class SurveyReader : public XmlSink {
 public:
  VocOrigin origin = VocOrigin::kOne;
  std::string folder, file;

  void Start(const XmlElement&, std::size_t) override {}
  void End(std::string_view name, std::size_t depth, std::string_view text, std::uint64_t) override {
    if (depth == 2 && name == "filename") file = text;
    if (depth == 2 && name == "folder") folder = text;
    const double number = name == "xmin" || name == "ymin" ? NumberOf(text) : 1;
    if (number > -1 && number < 1) origin = VocOrigin::kZero;
  }
};

class VocReader : public XmlSink {
 public:
  VocReader(const std::string& path, VocOrigin origin, VocNaming naming, NameTable& classes, Problems& problems)
      : path_(path),
        origin_(origin == VocOrigin::kOne ? 1 : 0),
        naming_(naming),
        classes_(classes),
        problems_(problems) {}

  void Start(const XmlElement& element, std::size_t depth) override {
    open_.resize(depth - 1);
    open_.emplace_back(element.Name());
    if (depth == 1) root_ = element.Name();
    if (depth == 2 && element.Name() == "object") {
      name_.clear();
      attributes_.clear();
      difficult_ = has_box_ = false;
      box_ = {};
      line_ = element.Line();
    }
  }

  void End(std::string_view name, std::size_t depth, std::string_view text, std::uint64_t) override {
    const bool in_object = depth >= 3 && open_[1] == "object";
    if (depth == 2) {
      if (name == "filename") file_ = text;
      if (name == "folder") folder_ = text;
      if (name == "object") Object();
    } else if (depth == 3 && open_[1] == "size") {
      if (name == "width") frame_.image_width = PixelsOf(text);
      if (name == "height") frame_.image_height = PixelsOf(text);
    } else if (depth == 3 && in_object) {
      if (name == "name") name_ = text;
      if (name == "difficult") difficult_ = Truth(text);
      if (name == "bndbox") has_box_ = true;
      if ((name == "truncated" || name == "occluded" || name == "pose") && !text.empty()) {
        AppendAttribute(name, text, attributes_);
      }
    } else if (depth == 4 && in_object && open_[2] == "bndbox") {
      if (name == "xmin") box_.x_min = NumberOf(text) - origin_;
      if (name == "ymin") box_.y_min = NumberOf(text) - origin_;
      if (name == "xmax") box_.x_max = NumberOf(text);
      if (name == "ymax") box_.y_max = NumberOf(text);
    }
  }

  Result<void> AddTo(LabelSet& set) {
    if (root_ != "annotation") return BadInput(path_ + ": the outermost element is not annotation: not Pascal VOC");
    if (objects_ > 0 && frame_.labels.empty()) {
      return BadInput(path_ + ": none of its objects can be used; the picture is left out");
    }
    const std::string_view own = WithoutExtension(WithoutFolder(path_));
    if (naming_ == VocNaming::kByFile) {
      const std::string_view inside = WithoutFolder(file_);
      file_ = std::string(own) + std::string(inside.substr(WithoutExtension(inside).size()));
    }
    if (file_.empty()) file_ = own;
    const std::string name = PictureOf(folder_, file_);
    frame_.frame_id = name;
    for (std::size_t i = 0; i < frame_.labels.size(); ++i) frame_.labels[i].attributes = kept_[i];
    if (auto added = set.Add(frame_); !added) return BadInput(path_ + ": " + added.error().message);
    if (incomplete_) set.LastIsIncomplete();
    return {};
  }

 private:
  void Object() {
    ++objects_;
    const char* why = name_.empty() ? "it has no name" : !has_box_ ? "it has no bndbox" : nullptr;
    if (why != nullptr) {
      problems_.LeftOut(path_ + ":" + std::to_string(line_) + ": object " + std::string(CutAtCharacter(name_, 100)) +
                        ": " + why);
      incomplete_ = incomplete_ || name_.empty();
      if (!name_.empty()) MarkUnknown(frame_, classes_.Add(name_));
      return;
    }
    Label& label = frame_.labels.emplace_back();
    label.class_id = classes_.Add(name_);
    label.shape = {ShapeKind::kBox, box_, {}};
    label.difficult = difficult_;
    kept_.push_back(attributes_);
  }

  const std::string& path_;
  const double origin_;
  const VocNaming naming_;
  NameTable& classes_;
  Problems& problems_;
  std::vector<std::string> open_, kept_;  // open elements; attributes per label
  std::string root_, file_, folder_, name_, attributes_;
  Box box_;
  bool difficult_ = false, has_box_ = false, incomplete_ = false;
  std::uint64_t line_ = 0, objects_ = 0;
  LabeledFrame frame_;
};

}  // namespace

VocSurvey SurveyVoc(ByteSource& source) {
  SurveyReader reader;
  if (!ReadXml(source, reader)) return {};
  return {reader.origin, PictureOf(reader.folder, reader.file)};
}

Result<void> ReadVocLabels(ByteSource& source, VocOrigin origin, VocNaming naming, NameTable& classes, LabelSet& set,
                           Problems& problems) {
  VocReader reader(source.Path(), origin, naming, classes, problems);
  if (auto read = ReadXml(source, reader); !read) return read;
  return reader.AddTo(set);
}

}  // namespace labelwatch
