// Label Studio: a list of tasks, each with one annotation. Coordinates are percent of the picture.

#include "consumers/files/dataset/label_time.h"
#include "consumers/files/formats/label_studio/label_studio_format.h"
#include "consumers/files/formats/label_studio/label_studio_regions.h"
#include "schema/json_writer.h"

namespace labelwatch {
namespace {

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
    LabelStudioRegions regions(json, {.attributes = true},
                               [this](const char* what, std::uint64_t count) { Lose(what, count); });
    regions.Put({&label, classes_.Name(label.class_id), id, note_}, frame.image_width, frame.image_height);
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
