// Label rows of Encord as LabelRowV2.from_labels_dict of its SDK reads them: one a picture, one a video. What only
// Encord knows is left to who imports them (deploy/encord_labels): hashes of rows and data stand empty or are the
// title, and `featureHash`, which an ontology gives to a class, is its name.
//
// The frames of a video wait in memory, since they are one row.

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "consumers/files/dataset/label_time.h"
#include "consumers/files/formats/encord/encord_drawing.h"
#include "consumers/files/formats/encord/encord_format.h"
#include "schema/json_writer.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

constexpr const char* kColor = "#D33115";  // every object has one; that of the ontology is shown

// A picture, or the video that its frames are of.
struct DataUnit {
  std::string title;
  ImageSize size;
  bool video = false;
  std::map<std::int64_t, std::string> frames;  // their labels as JSON, by number
  std::set<std::string> objects;               // their hashes
  std::int64_t edited_at_ms = 0;               // 0: nobody says
};

void PutTime(const char* name, std::int64_t time_ms, JsonWriter& json) {
  json.Key(name);
  IsLabelTime(time_ms) ? json.Text(IsoTime(time_ms)) : json.Null();
}

const char* MediaType(const DataUnit& unit) {
  if (unit.video) return "video/mp4";
  return unit.title.ends_with(".png") ? "image/png" : "image/jpeg";
}

std::string Quoted(std::string_view text) {
  JsonWriter json;
  json.Text(text);
  return std::string(json.Written());
}

// "day" of "day/frame_000012", frame 12 of a sequence; empty: it is a picture.
std::string VideoOf(const LabeledFrame& frame, std::string_view name) {
  if (frame.sequence.empty() || frame.sequence_index < 0) return {};
  char last[32];
  std::snprintf(last, sizeof last, "frame_%06lld", static_cast<long long>(frame.sequence_index));
  const std::size_t slash = name.rfind('/');
  const std::string_view file = slash == std::string_view::npos ? name : name.substr(slash + 1);
  return file == last ? CleanText(frame.sequence) : std::string();
}

class EncordWriter : public LabelWriter {
 public:
  EncordWriter(std::ostream& out, const NameTable& classes) : out_(out), classes_(classes) { out_ << "["; }

  void List(NameId, std::string_view) override {}  // an ontology has its own list

  void Add(const LabeledFrame& frame, const FrameOrigin& origin) override {
    CountLosses(frame);
    if (frame.image_width == 0 || frame.image_height == 0) return Lose("frames of unknown size");
    const std::string video = VideoOf(frame, origin.name);
    if (!video.empty()) {
      const auto [at, added] = places_.try_emplace(video, videos_.size());
      if (added) videos_.push_back({video, {frame.image_width, frame.image_height}, true, {}, {}, 0});
      return AddFrame(frame, frame.sequence_index, videos_[at->second]);
    }
    DataUnit picture{CleanText(origin.name), {frame.image_width, frame.image_height}, false, {}, {}, 0};
    AddFrame(frame, 0, picture);
    Write(picture);
  }

  void Finish() override {
    for (const DataUnit& video : videos_) Write(video);
    out_ << "\n]\n";
  }

 private:
  void AddFrame(const LabeledFrame& frame, std::int64_t number, DataUnit& unit) {
    JsonWriter json;
    std::set<std::string> taken;  // in a video an object comes in many frames, in each once
    json.OpenObject();
    json.Key("objects").OpenList();
    for (const Label& label : frame.labels) {
      Lose("annotators of labels", label.annotator.empty() || label.annotator == frame.annotator ? 0 : 1);
      PutObject(frame, label, nullptr, unit, taken, json);
    }
    for (const Suggestion& one : Suggestions()) PutObject(frame, one.label, &one, unit, taken, json);
    json.CloseList();
    json.Key("classifications").OpenList();
    json.CloseList();
    json.CloseObject();
    unit.frames[number] = json.Written();
    unit.edited_at_ms = std::max(unit.edited_at_ms, frame.labeled_at_ms);
  }

  // `proposed`: null where it is a label.
  void PutObject(const LabeledFrame& frame, const Label& label, const Suggestion* proposed, DataUnit& unit,
                 std::set<std::string>& taken, JsonWriter& json) {
    Lose("marks of crowd, ignore and difficult labels", label.Judged() ? 0 : 1);
    if (proposed == nullptr) Lose("attributes of labels", label.attributes.empty() ? 0 : 1);
    if (!unit.video) Lose("track ids", label.track_id.empty() ? 0 : 1);
    if (const char* why = WhyNotDrawn(label.shape, unit.size)) return Lose(why);
    const std::string hash = HashOf(label, unit.video, taken);
    const std::string name = CleanText(classes_.Name(label.class_id));
    json.OpenObject();
    json.Key("name").Text(name);
    json.Key("value").Text(name);
    json.Key("color").Text(kColor);
    json.Key("objectHash").Text(hash);
    json.Key("featureHash").Text(name);
    PutEncordShape(label.shape, unit.size, json);
    if (IsLabelTime(frame.labeled_at_ms)) PutTime("createdAt", frame.labeled_at_ms, json);
    if (!frame.annotator.empty() && proposed == nullptr) json.Key("createdBy").Text(CleanText(frame.annotator));
    json.Key("confidence").Real(proposed != nullptr ? proposed->score : 1);
    json.Key("manualAnnotation").Truth(proposed == nullptr);
    json.CloseObject();
    unit.objects.insert(hash);
  }

  static std::string HashOf(const Label& label, bool video, std::set<std::string>& taken) {
    const std::string own = CleanText(video && !label.track_id.empty() ? label.track_id : label.id);
    std::string hash = own;
    for (std::size_t next = taken.size() + 1; hash.empty() || !taken.insert(hash).second; ++next) {
      hash = (own.empty() ? "object" : own) + "-" + std::to_string(next);
    }
    return hash;
  }

  void Write(const DataUnit& unit) {
    JsonWriter head;
    head.OpenObject();
    for (const char* unknown : {"label_hash", "dataset_hash", "dataset_title"}) head.Key(unknown).Text("");
    head.Key("branch_name").Text("main");
    head.Key("data_hash").Text(unit.title);
    head.Key("data_title").Text(unit.title);
    head.Key("data_type").Text(unit.video ? "video" : "image");
    head.Key("label_status").Text("LABELLED");
    PutTime("created_at", unit.edited_at_ms, head);
    PutTime("last_edited_at", unit.edited_at_ms, head);
    head.Key("object_answers").OpenObject();
    for (const std::string& hash : unit.objects) {
      head.Key(hash).OpenObject();
      head.Key("objectHash").Text(hash);
      head.Key("classifications").OpenList();
      head.CloseList();
      head.CloseObject();
    }
    head.CloseObject();
    for (const char* none : {"classification_answers", "object_actions"}) {
      head.Key(none).OpenObject();
      head.CloseObject();
    }
    head.CloseObject();
    std::string row(head.Written());
    row.pop_back();
    const std::string title = Quoted(unit.title);
    row += ",\"data_units\":{" + title + ":{\"data_hash\":" + title + ",\"data_title\":" + title + ",\"data_type\":\"" +
           MediaType(unit) + "\",\"data_sequence\":0,\"data_link\":" + title +
           ",\"width\":" + std::to_string(unit.size.width) + ",\"height\":" + std::to_string(unit.size.height) +
           ",\"labels\":" + LabelsOf(unit) + "}}}";
    out_ << (rows_++ == 0 ? "\n" : ",\n") << row;
  }

  static std::string LabelsOf(const DataUnit& unit) {
    if (!unit.video) return unit.frames.begin()->second;
    std::string labels;
    for (const auto& [number, of_frame] : unit.frames) {
      labels += (labels.empty() ? "{\"" : ",\"") + std::to_string(number) + "\":" + of_frame;
    }
    return labels + "}";
  }

  void CountLosses(const LabeledFrame& frame) {
    Lose("classes of frames", frame.frame_classes.size());
    Lose("label times that are no dates of 2000 to 2099",
         frame.labeled_at_ms == 0 || IsLabelTime(frame.labeled_at_ms) ? 0 : 1);
    Lose("attributes of frames", frame.attributes.empty() ? 0 : 1);
    Lose("sources of frames", frame.source.empty() ? 0 : 1);
    Lose("ignore regions", frame.ignore_regions.size());
    Lose("lists of classes that were looked for", frame.exhaustive_classes.size() + frame.unknown_classes.size());
    for (const Suggestion& one : Suggestions()) Lose("sentences of findings", one.note.empty() ? 0 : 1);
  }

  std::ostream& out_;
  const NameTable& classes_;
  std::map<std::string, std::size_t> places_;  // of videos
  std::vector<DataUnit> videos_;
  std::uint64_t rows_ = 0;
};

}  // namespace

std::unique_ptr<LabelWriter> MakeEncordWriter(std::ostream& out, const NameTable& classes) {
  return std::make_unique<EncordWriter>(out, classes);
}

}  // namespace labelwatch
