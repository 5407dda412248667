#include "consumers/files/formats/scalabel/scalabel.h"

#include <cmath>
#include <cstdint>
#include <deque>

#include "consumers/files/dataset/label_set.h"
#include "consumers/files/formats/coco/coco_values.h"
#include "consumers/files/formats/scalabel/scalabel_shape.h"
#include "consumers/files/text/json_rows.h"
#include "schema/attributes.h"

namespace labelwatch {
namespace {

std::uint32_t Pixels(JsonValue value) {
  const double number = value.Number();
  return number >= 1 && number <= 0xFFFFFFFFu ? static_cast<std::uint32_t>(number) : 0;
}

// What labels and predictions have in common: the walk over frames and their labels, and the words about what is wrong.
class Reader : public JsonRowSink {
 public:
  Reader(const std::string& path, NameTable& classes, Problems& problems)
      : path_(path), classes_(classes), problems_(problems) {}

  bool Wants(std::string_view section) override {
    saw_frames_ = saw_frames_ || section.empty() || section == "frames";
    return section.empty() || section == "frames";
  }

  bool WantsObject(std::string_view section) override { return section == "config"; }

  void Row(std::string_view section, const JsonRecord& row, std::uint64_t offset) override {
    offset_ = offset;
    const JsonValue frame = row.Root();
    if (section == "config") return CommonSize(EitherValue(frame, "imageSize", "image_size"));
    if (row.Damage() != nullptr) return LeaveOut("frame", {}, row.Damage());
    if (!frame.IsObject()) return LeaveOut("frame", {}, "it is not a JSON object");
    const std::string_view name = frame["name"].Text();
    if (frame["objects"].IsArray()) {
      return LeaveOut("frame", name,
                      "it has objects: one file per image, as BDD100K was first published; the list of "
                      "all frames (bdd100k_labels_images_*.json) is read");
    }
    if (name.empty()) return LeaveOut("frame", {}, "it has no name");
    const JsonValue labels = frame["labels"];
    if (!labels.IsMissing() && !labels.IsArray()) return LeaveOut("frame", name, "its labels are no list");
    sequence_ = Either(frame, "videoName", "video_name");
    // Names may repeat from video to video; the video is a folder to tell them apart.
    path_in_set_.assign(sequence_).append(sequence_.empty() ? "" : "/").append(name);
    texts_.clear();
    StartFrame(frame);
    labels.ForElements([&](JsonValue label) { ReadOne(label, name); });
    if (auto added = EndFrame(); !added) LeaveOut("frame", name, added.error().message);
  }

  Result<void> Finish() {
    if (!saw_frames_) return BadInput(path_ + " has no list of frames: it is not Scalabel");
    NoteCount(without_area_, "labels enclose no area (open lines, 3D boxes alone): passed over");
    NoteCount(disagreeing_, "labels have an outline that differs from their box2d: the box is used");
    NoteCount(unscored_, "predictions have no score: 1 is used");
    return {};
  }

 protected:
  virtual void CommonSize(JsonValue) {}
  virtual void StartFrame(JsonValue frame) = 0;
  // `id` and `shape` live until the frame ends. The clause why the label is left out; empty: it was taken.
  virtual std::string Take(JsonValue label, std::string_view id, NameId class_id, const Shape& shape) = 0;
  virtual void LeftOut(NameId) {}  // a label of this class was not read
  virtual Result<void> EndFrame() = 0;

  static JsonValue EitherValue(JsonValue frame, const char* name, const char* other) {
    return frame[name].IsMissing() ? frame[other] : frame[name];
  }
  static std::string_view Either(JsonValue frame, const char* name, const char* other) {
    return EitherValue(frame, name, other).Text();
  }
  std::string& KeptText() { return texts_.emplace_back(); }

  const std::string path_;
  NameTable& classes_;
  Problems& problems_;
  std::string path_in_set_;
  std::string_view sequence_;
  std::uint64_t unscored_ = 0;

 private:
  void ReadOne(JsonValue label, std::string_view frame) {
    if (!label.IsObject()) return LeaveOut("label of frame", frame, "it is not a JSON object");
    std::string& id = KeptText();
    if (const auto read = ReadId(label["id"], scratch_)) id = *read;
    const std::string about = std::string(id) + " of frame " + std::string(frame);
    const std::string_view category = label["category"].Text();
    if (category.empty()) return LeaveOut("label", about, "it has no category");
    const auto read = ReadScalabelShape(label, shape_);
    if (!read || read->shape.kind == ShapeKind::kNone) LeftOut(classes_.Add(category));
    if (!read) return LeaveOut("label", about, read.error().message);
    if (read->shape.kind == ShapeKind::kNone) {
      ++without_area_;
      return;
    }
    if (read->outline_disagrees) ++disagreeing_;
    Shape shape = read->shape;
    if (!shape.encoded.empty()) shape.encoded = KeptText().assign(shape.encoded);
    if (const std::string why = Take(label, id, classes_.Add(category), shape); !why.empty()) {
      LeaveOut("label", about, why);
    }
  }

  void LeaveOut(std::string_view what, std::string_view id, std::string_view why) {
    problems_.LeftOut(SentenceAbout(path_, what, id, offset_, why));
  }
  void NoteCount(std::uint64_t count, const char* what) {
    if (count > 0) problems_.Note(path_ + ": " + std::to_string(count) + " " + what);
  }

  bool saw_frames_ = false;
  std::uint64_t offset_ = 0, without_area_ = 0, disagreeing_ = 0;
  std::deque<std::string> texts_;
  std::string scratch_, shape_;
};

class LabelsReader : public Reader {
 public:
  LabelsReader(const std::string& path, NameTable& classes, Problems& problems)
      : Reader(path, classes, problems), set_(std::make_unique<LabelSet>(classes)) {}
  std::unique_ptr<LabelSet> TakeSet() { return std::move(set_); }

 private:
  void CommonSize(JsonValue size) override { set_->SetCommonSize({Pixels(size["width"]), Pixels(size["height"])}); }

  void StartFrame(JsonValue frame) override {
    frame_.Clear();
    frame_.frame_id = path_in_set_;
    frame_.image_uri = frame["url"].Text().empty() ? frame["name"].Text() : frame["url"].Text();
    frame_.sequence = sequence_;
    const double index = EitherValue(frame, "frameIndex", "frame_index").Number();
    if (std::abs(index) < 1e15) frame_.sequence_index = static_cast<std::int64_t>(index);
    frame_.image_width = Pixels(frame["size"]["width"]);
    frame_.image_height = Pixels(frame["size"]["height"]);
    std::string& encoded = KeptText();
    frame["attributes"].ForMembers([&](std::string_view name, JsonValue value) {
      if (value.IsText() || value.IsNumber()) AppendFrameAttribute(name, value.Text(), encoded);
    });
    frame_.attributes = encoded;
  }

  std::string Take(JsonValue row, std::string_view id, NameId class_id, const Shape& shape) override {
    const JsonValue attributes = row["attributes"];
    Label& label = frame_.labels.emplace_back();
    label.id = id;
    label.class_id = class_id;
    label.shape = shape;
    if (!sequence_.empty()) label.track_id = id;
    label.crowd = attributes["crowd"].Truth();
    label.ignore = attributes["ignored"].Truth();
    std::string& encoded = KeptText();
    attributes.ForMembers([&](std::string_view name, JsonValue value) {
      if (value.Type() == JsonType::kBool) AppendAttribute(name, value.Truth() ? "true" : "false", encoded);
      if (value.IsText() || value.IsNumber()) AppendAttribute(name, value.Text(), encoded);
    });
    label.attributes = encoded;
    return {};
  }

  void LeftOut(NameId class_id) override { MarkUnknown(frame_, class_id); }
  Result<void> EndFrame() override { return set_->Add(frame_); }

  std::unique_ptr<LabelSet> set_;
  LabeledFrame frame_;
};

class PredictionsReader : public Reader {
 public:
  PredictionsReader(const std::string& path, const std::string& model, NameTable& classes, Problems& problems)
      : Reader(path, classes, problems), set_(std::make_unique<PredictionSet>(model, classes)) {}
  std::unique_ptr<PredictionSet> TakeSet() { return std::move(set_); }

 private:
  void StartFrame(JsonValue) override {
    frame_.Clear();
    frame_.frame_id = path_in_set_;
  }

  std::string Take(JsonValue row, std::string_view id, NameId class_id, const Shape& shape) override {
    double score = 1;
    if (row["score"].IsMissing()) {
      ++unscored_;
    } else if (score = row["score"].Number(); !(score >= 0 && score <= 1)) {
      return "its score is not within 0..1";
    }
    frame_.predictions.push_back({shape, class_id, score, sequence_.empty() ? std::string_view() : id, 0, 0});
    return {};
  }

  Result<void> EndFrame() override { return set_->Add(frame_); }

  std::unique_ptr<PredictionSet> set_;
  PredictedFrame frame_;
};

}  // namespace

Result<std::unique_ptr<LabelSource>> ReadScalabelLabels(ByteSource& source, NameTable& classes, Problems& problems) {
  LabelsReader reader(source.Path(), classes, problems);
  if (auto read = ReadJsonRows(source, reader); !read) return tl::unexpected<Error>(read.error());
  if (auto finished = reader.Finish(); !finished) return tl::unexpected<Error>(finished.error());
  return reader.TakeSet();
}

Result<std::unique_ptr<PredictionSource>> ReadScalabelPredictions(ByteSource& source, const std::string& model,
                                                                  NameTable& classes, Problems& problems) {
  PredictionsReader reader(source.Path(), model, classes, problems);
  if (auto read = ReadJsonRows(source, reader); !read) return tl::unexpected<Error>(read.error());
  if (auto finished = reader.Finish(); !finished) return tl::unexpected<Error>(finished.error());
  return reader.TakeSet();
}

}  // namespace labelwatch
