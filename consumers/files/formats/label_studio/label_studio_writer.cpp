// Label Studio: a list of tasks, each with one annotation. Coordinates are percent of the picture.

#include <cmath>
#include <numbers>

#include "consumers/files/dataset/label_time.h"
#include "consumers/files/dataset/mask_rows.h"
#include "consumers/files/formats/label_studio/label_studio_format.h"
#include "schema/attributes.h"
#include "schema/json_writer.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

void PutNumber(JsonWriter& json, const char* key, double number) {
  json.Key(key).Real(std::isfinite(number) ? number : 0);
}

class LabelStudioWriter : public LabelWriter {
 public:
  LabelStudioWriter(std::ostream& out, const NameTable& classes) : out_(out), classes_(classes) { out_ << "["; }

  void List(NameId, std::string_view) override {}  // a project has its own list

  void Add(const LabeledFrame& frame, const FrameOrigin& origin) override {
    JsonWriter json;
    json.OpenObject();
    json.Key("id").Whole(++tasks_);
    json.Key("data").OpenObject();
    json.Key("image").Text(origin.name);
    json.CloseObject();
    if (Suggestions().empty()) {
      PutAnnotation(json, frame);
    } else {
      PutPredictions(json, frame);
    }
    json.CloseObject();
    out_ << (tasks_ == 1 ? "\n" : ",\n") << json.Written();
    CountLosses(frame);
  }

  void Finish() override { out_ << "\n]\n"; }

 private:
  void PutAnnotation(JsonWriter& json, const LabeledFrame& frame) {
    json.Key("annotations").OpenList();
    json.OpenObject();
    if (!frame.annotator.empty()) {
      json.Key("completed_by").OpenObject();
      json.Key("email").Text(frame.annotator);
      json.CloseObject();
    }
    if (IsLabelTime(frame.labeled_at_ms)) json.Key("created_at").Text(IsoTime(frame.labeled_at_ms));
    PutLabels(json, frame);
    json.CloseObject();
    json.CloseList();
  }

  void PutLabels(JsonWriter& json, const LabeledFrame& frame) {
    json.Key("result").OpenList();
    if (frame.image_width == 0 || frame.image_height == 0) {
      Lose("labels of frames of unknown size", frame.labels.size());
    } else {
      for (std::size_t i = 0; i < frame.labels.size(); ++i) AddLabel(json, frame, frame.labels[i], i);
    }
    if (!frame.frame_classes.empty()) {
      json.OpenObject();
      json.Key("type").Text("choices");
      json.Key("from_name").Text("frame_class");
      json.Key("to_name").Text("image");
      json.Key("value").OpenObject();
      json.Key("choices").OpenList();
      for (const NameId id : frame.frame_classes) json.Text(classes_.Name(id));
      json.CloseList();
      json.CloseObject();
      json.CloseObject();
    }
    json.CloseList();
  }

  void CountLosses(const LabeledFrame& frame) {
    Lose("label times that are no dates of 2000 to 2099",
         frame.labeled_at_ms == 0 || IsLabelTime(frame.labeled_at_ms) ? 0 : 1);
    Lose("attributes of frames", frame.attributes.empty() ? 0 : 1);
    Lose("sources of frames", frame.source.empty() ? 0 : 1);
    Lose("places in a sequence", frame.sequence.empty() ? 0 : 1);
    Lose("ignore regions", frame.ignore_regions.size());
    Lose("lists of classes that were looked for", frame.exhaustive_classes.size() + frame.unknown_classes.size());
  }

  // Each is a prediction of its own: reviewers see one at a time, with its score. So are the labels as they are: a task
  // with an annotation counts as done, and nobody would be asked.
  void PutPredictions(JsonWriter& json, const LabeledFrame& frame) {
    json.Key("predictions").OpenList();
    for (const Suggestion& one : Suggestions()) {
      if (frame.image_width == 0 || frame.image_height == 0) {
        Lose("suggestions for frames of unknown size");
        continue;
      }
      json.OpenObject();
      json.Key("model_version").Text(one.model);
      json.Key("score").Real(one.score);
      json.Key("result").OpenList();
      note_ = one.note;
      Label label = one.label;
      label.attributes = {};  // a project may not know them
      AddLabel(json, frame, label, 0);
      note_.clear();
      json.CloseList();
      json.CloseObject();
    }
    if (!frame.labels.empty()) {
      json.OpenObject();
      json.Key("model_version").Text("current-labels");
      PutLabels(json, frame);
      json.CloseObject();
    }
    json.CloseList();
  }

  void AddLabel(JsonWriter& json, const LabeledFrame& frame, const Label& label, std::size_t number) {
    Lose("track ids", label.track_id.empty() ? 0 : 1);
    Lose("annotators of labels", label.annotator.empty() || label.annotator == frame.annotator ? 0 : 1);
    Lose("marks of crowd, ignore and difficult labels", label.Judged() ? 0 : 1);
    const std::string id = label.id.empty() ? "region-" + std::to_string(number + 1) : std::string(label.id);
    const Shape& shape = label.shape;
    if (shape.kind == ShapeKind::kPolygon) {
      auto rings = DecodePolygon(shape.encoded);
      if (rings) Lose("holes of polygons", std::erase_if(*rings, [](const Ring& ring) { return ring.hole; }));
      if (!rings || rings->empty()) return Lose("polygons without points");
      Lose("polygons of several rings (written as one each)", rings->size() > 1 ? 1 : 0);
      for (std::size_t i = 0; i < rings->size(); ++i) {
        Region(json, frame, label, i == 0 ? id : id + "-" + std::to_string(i + 1), "polygonlabels", [&] {
          json.Key("points").OpenList();
          const std::vector<double>& xy = (*rings)[i].xy;
          for (std::size_t k = 0; k + 1 < xy.size(); k += 2) {
            json.OpenList();
            json.Real(Share(xy[k], frame.image_width));
            json.Real(Share(xy[k + 1], frame.image_height));
            json.CloseList();
          }
          json.CloseList();
        });
      }
    } else if (shape.kind == ShapeKind::kMask) {
      const auto mask = DecodeMask(shape.encoded);
      const auto rows = mask ? RowsFromMask(*mask) : BadInput("");
      if (!rows) return Lose("masks that are broken or too large");
      Region(json, frame, label, id, "brushlabels", [&] {
        json.Key("format").Text("rle");
        json.Key("rle").OpenList();
        for (const std::uint8_t byte : LabelStudioFromRows(*rows)) json.Whole(byte);
        json.CloseList();
      });
    } else if (shape.bounds.Finite()) {
      AddBox(json, frame, label, id);
    } else {
      Lose("labels without a finite box");
    }
  }

  void AddBox(JsonWriter& json, const LabeledFrame& frame, const Label& label, const std::string& id) {
    const Box& box = label.shape.bounds;
    double x = box.x_min, y = box.y_min, width = box.Width(), height = box.Height(), degrees = 0;
    if (label.shape.kind == ShapeKind::kRotatedBox) {
      const auto turned = DecodeRotatedBox(label.shape.encoded);
      if (!turned) return Lose("labels without a finite box");
      degrees = turned->rotation_degrees;
      width = turned->width;
      height = turned->height;
      // The corner that was the top left one before the region was turned about it.
      const double turn = degrees * std::numbers::pi / 180, c = std::cos(turn), s = std::sin(turn);
      x = turned->center_x - (width * c - height * s) / 2;
      y = turned->center_y - (width * s + height * c) / 2;
    }
    Region(json, frame, label, id, "rectanglelabels", [&] {
      PutNumber(json, "x", Share(x, frame.image_width));
      PutNumber(json, "y", Share(y, frame.image_height));
      PutNumber(json, "width", Share(width, frame.image_width));
      PutNumber(json, "height", Share(height, frame.image_height));
      PutNumber(json, "rotation", degrees);
    });
  }

  static double Share(double pixels, std::uint32_t side) { return std::isfinite(pixels) ? 100 * pixels / side : 0; }

  template <typename PutValue>
  void Region(JsonWriter& json, const LabeledFrame& frame, const Label& label, const std::string& id, const char* type,
              PutValue put_value) {
    json.OpenObject();
    json.Key("id").Text(id);
    json.Key("type").Text(type);
    json.Key("from_name").Text("label");
    json.Key("to_name").Text("image");
    json.Key("original_width").Whole(frame.image_width);
    json.Key("original_height").Whole(frame.image_height);
    json.Key("value").OpenObject();
    put_value();
    json.Key(type).OpenList();
    json.Text(classes_.Name(label.class_id));
    json.CloseList();
    json.CloseObject();
    if (!note_.empty()) {
      json.Key("meta").OpenObject();
      json.Key("text").OpenList();
      json.Text(note_);
      json.CloseList();
      json.CloseObject();
    }
    json.CloseObject();
    ForEachAttribute(label.attributes, [&](std::string_view name, std::string_view value) {
      json.OpenObject();
      json.Key("id").Text(id);
      json.Key("type").Text("choices");
      json.Key("from_name").Text(name);
      json.Key("to_name").Text("image");
      json.Key("value").OpenObject();
      json.Key("choices").OpenList();
      json.Text(value);
      json.CloseList();
      json.CloseObject();
      json.CloseObject();
    });
  }

  std::ostream& out_;
  const NameTable& classes_;
  std::uint64_t tasks_ = 0;
  std::string note_;  // of the suggestion that is written
};

}  // namespace

std::unique_ptr<LabelWriter> MakeLabelStudioWriter(std::ostream& out, const NameTable& classes) {
  return std::make_unique<LabelStudioWriter>(out, classes);
}

}  // namespace labelwatch
