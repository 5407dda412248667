#include "consumers/files/formats/label_studio/label_studio_labels.h"

#include <deque>
#include <limits>
#include <map>
#include <set>

#include "consumers/files/dataset/event_time.h"
#include "consumers/files/dataset/label_time.h"
#include "consumers/files/formats/label_studio/label_studio_picture.h"
#include "consumers/files/formats/label_studio/label_studio_shapes.h"
#include "consumers/files/text/json_rows.h"
#include "schema/attributes.h"

namespace labelwatch {
namespace {

struct Region {
  std::string id, encoded, attributes;
  NameId class_id = 0;
  Shape shape;
  double score = 0;
};

// What one annotation or prediction says of its picture.
struct Regions {
  std::deque<Region> regions;
  std::vector<NameId> frame_classes;
  std::vector<NameId> left_out;  // classes of regions that were not read
  bool incomplete = false;       // one of them has no class
  std::uint32_t width = 0, height = 0;
};

constexpr double kNoScore = -2;  // of a prediction: nothing says it

// When the annotation was changed last, as far as the file says it.
std::int64_t ChangedAt(JsonValue annotation) {
  for (const char* key : {"updated_at", "created_at"}) {
    if (const auto time = ParseTime(annotation[key].Text())) return *time;
  }
  return std::numeric_limits<std::int64_t>::min();
}

class TaskRows : public JsonRowSink {
 public:
  TaskRows(const std::string& path, NameTable& classes, Problems& problems)
      : path_(path), classes_(classes), problems_(problems) {}

  bool Wants(std::string_view section) override { return section.empty(); }

  void Row(std::string_view, const JsonRecord& row, std::uint64_t offset) override {
    ++tasks_;
    offset_ = offset;
    if (row.Damage() != nullptr) return LeaveOut("task", row.Damage());
    if (!row.Root().IsObject()) return LeaveOut("task", "it is not a JSON object");
    const std::string path = PictureOfTask(row.Root());
    if (path.empty()) return LeaveOut("task", "its data names no picture");
    Task(row.Root(), path);
  }

  void Finish() {
    if (without_ > 0) problems_.Note(path_ + ": " + std::to_string(without_) + " tasks have nothing of this kind yet");
    if (further_ > 0) {
      problems_.Note(path_ + ": of " + std::to_string(further_) +
                     " tasks with several annotations the newest was read, ground truth before others");
    }
    if (others_ > 0) problems_.Note(path_ + ": " + std::to_string(others_) + " regions of other kinds were not read");
    if (unscored_ > 0) {
      problems_.Note(path_ + ": " + std::to_string(unscored_) + " predictions have no score: 1 is used");
    }
    if (further_classes_ > 0) {
      problems_.Note(path_ + ": " + std::to_string(further_classes_) +
                     " further classes of regions that have several are kept as attributes; the first one is judged");
    }
    times_.Note(path_, problems_);
  }

 protected:
  virtual void Task(JsonValue task, const std::string& image) = 0;

  void LeaveOut(std::string_view what, std::string_view why) {
    problems_.LeftOut(SentenceAbout(path_, what, std::to_string(tasks_), offset_, why));
  }

  std::int64_t LabeledAt(JsonValue annotation) {
    const std::int64_t updated_ms = times_.Read(annotation["updated_at"], offset_);
    return updated_ms != 0 ? updated_ms : times_.Read(annotation["created_at"], offset_);
  }

  Regions Read(JsonValue result, double score) {
    Regions read;
    std::set<std::string_view> regions;
    result.ForElements([&](JsonValue row) {
      if (RegionOf(row["type"].Text(), row["value"]) != LabelStudioRegion::kNone) regions.insert(row["id"].Text());
    });
    // A control of one region has the id of the region.
    std::map<std::string_view, std::string> answers;
    result.ForElements([&](JsonValue row) {
      const std::string_view type = row["type"].Text();
      const JsonValue value = row["value"];
      const LabelStudioRegion kind = RegionOf(type, value);
      const std::string_view id = row["id"].Text(), control = row["from_name"].Text();
      if (kind == LabelStudioRegion::kNone && !id.empty() && regions.contains(id)) {
        if (IsOutlineAlone(type)) return;
        const std::string answer = LabelStudioAnswer(type, value);
        if (!control.empty() && !answer.empty()) {
          AppendAttribute(control, answer, answers[id]);
          return;
        }
      }
      if (type == "choices") {
        value["choices"].ForElements([&](JsonValue choice) {
          if (choice.IsText()) read.frame_classes.push_back(classes_.Add(choice.Text()));
        });
        return;
      }
      if (type == "relation") return;  // says how two regions belong together
      if (kind == LabelStudioRegion::kNone) {
        ++others_;
        LeftOut(type, value, read);
        return;
      }
      if (auto region = ReadRegion(kind, row, read); region) {
        region->score = row["score"].HoldsNumber() ? row["score"].Number() : score;
        read.regions.push_back(std::move(*region));
        Region& kept = read.regions.back();
        if (!kept.encoded.empty()) kept.shape.encoded = kept.encoded;  // the text may have moved
      } else {
        LeftOut(type, value, read);
        LeaveOut("region of task", region.error().message);
      }
    });
    for (Region& region : read.regions) {
      if (const auto said = answers.find(region.id); said != answers.end()) region.attributes += said->second;
    }
    return read;
  }

  // Of key points, lines and what is broken the classes are known all the same.
  void LeftOut(std::string_view type, JsonValue value, Regions& read) {
    bool named = false;
    value[type].ForElements([&](JsonValue name) {
      if (name.Text().empty()) return;
      read.left_out.push_back(classes_.Add(name.Text()));
      named = true;
    });
    read.incomplete = read.incomplete || (!named && RegionOf(type, value) != LabelStudioRegion::kNone);
  }

  Result<Region> ReadRegion(LabelStudioRegion kind, JsonValue row, Regions& read) {
    const JsonValue value = row["value"];
    const std::uint32_t width = LabelStudioPixels(row["original_width"]),
                        height = LabelStudioPixels(row["original_height"]);
    if (width == 0 || height == 0) return BadInput("it has no original_width and original_height");
    Region region;
    value[row["type"].Text()].ForElements([&](JsonValue name) {
      if (name.Text().empty()) return;
      if (region.class_id == 0) {
        region.class_id = classes_.Add(name.Text());
        return;
      }
      AppendAttribute("further class", name.Text(), region.attributes);
      read.left_out.push_back(classes_.Add(name.Text()));
      ++further_classes_;
    });
    if (region.class_id == 0) return BadInput("it has no label");
    const auto shape = ReadLabelStudioShape(kind, value, width, height, region.encoded);
    if (!shape) return tl::unexpected<Error>(shape.error());
    region.shape = *shape;
    region.id = std::string(row["id"].Text());
    read.width = width;
    read.height = height;
    return region;
  }

  const std::string& path_;
  NameTable& classes_;
  Problems& problems_;
  LabelTimeReader times_;
  std::uint64_t tasks_ = 0, offset_ = 0, without_ = 0, further_ = 0, others_ = 0, unscored_ = 0;
  std::uint64_t further_classes_ = 0;
};

class LabelTasks : public TaskRows {
 public:
  using TaskRows::TaskRows;
  std::unique_ptr<LabelSet> set = std::make_unique<LabelSet>(classes_);

 private:
  void Task(JsonValue task, const std::string& image) override {
    std::optional<JsonValue> chosen;
    const JsonValue annotations = task["annotations"].IsArray() ? task["annotations"] : task["completions"];
    bool further = false;
    // Ground truth before others, then what was changed last; where no time is said, the later one in the file.
    std::pair<bool, std::int64_t> best;
    annotations.ForElements([&](JsonValue annotation) {
      if (annotation["was_cancelled"].Truth()) return;
      const std::pair rank(annotation["ground_truth"].Truth(), ChangedAt(annotation));
      further = further || chosen.has_value();
      if (chosen && rank < best) return;
      chosen = annotation;
      best = rank;
    });
    further_ += further;
    if (!chosen) {
      ++without_;
      return;
    }
    const Regions read = Read((*chosen)["result"], 0);
    frame_.Clear();
    frame_.frame_id = image;
    frame_.image_width = read.width;
    frame_.image_height = read.height;
    frame_.frame_classes = read.frame_classes;
    frame_.labeled_at_ms = LabeledAt(*chosen);
    const JsonValue by = (*chosen)["completed_by"];
    frame_.annotator = by.IsObject() ? by["email"].Text() : by.Text();
    for (const Region& region : read.regions) {
      Label& label = frame_.labels.emplace_back();
      label.id = region.id;
      label.class_id = region.class_id;
      label.shape = region.shape;
      label.attributes = region.attributes;
    }
    for (const NameId id : read.left_out) MarkUnknown(frame_, id);
    auto added = set->Add(frame_);
    if (!added) return LeaveOut("task", added.error().message);
    if (read.incomplete) set->LastIsIncomplete();
  }
  LabeledFrame frame_;
};

class PredictionTasks : public TaskRows {
 public:
  PredictionTasks(const std::string& path, const std::string& model, NameTable& classes, Problems& problems)
      : TaskRows(path, classes, problems), set(std::make_unique<PredictionSet>(model, classes)) {}
  std::unique_ptr<PredictionSet> set;

 private:
  void Task(JsonValue task, const std::string& image) override {
    std::optional<JsonValue> chosen;
    task["predictions"].ForElements([&](JsonValue prediction) {
      if (!chosen && prediction["result"].IsArray()) chosen = prediction;
    });
    if (!chosen) {
      ++without_;
      return;
    }
    // Where nothing says how sure the model was, the prediction was made all the same.
    const JsonValue score = (*chosen)["score"];
    const Regions read = Read((*chosen)["result"], score.HoldsNumber() ? score.Number() : kNoScore);
    PredictedFrame frame;
    frame.frame_id = image;
    for (const Region& region : read.regions) {
      unscored_ += region.score == kNoScore;
      const double sure = region.score == kNoScore ? 1 : region.score;
      if (!(sure >= 0 && sure <= 1)) {
        LeaveOut("region of task", "its score is not within 0..1");
        continue;
      }
      Prediction& prediction = frame.predictions.emplace_back();
      prediction.shape = region.shape;
      prediction.class_id = region.class_id;
      prediction.score = sure;
    }
    if (auto added = set->Add(frame); !added) LeaveOut("task", added.error().message);
  }
};

}  // namespace

Result<std::unique_ptr<LabelSource>> ReadLabelStudioLabels(ByteSource& source, NameTable& classes, Problems& problems) {
  LabelTasks tasks(source.Path(), classes, problems);
  if (auto read = ReadJsonRows(source, tasks); !read) return tl::unexpected<Error>(read.error());
  tasks.Finish();
  return std::unique_ptr<LabelSource>(std::move(tasks.set));
}

Result<std::unique_ptr<PredictionSource>> ReadLabelStudioPredictions(ByteSource& source, const std::string& model,
                                                                     NameTable& classes, Problems& problems) {
  PredictionTasks tasks(source.Path(), model, classes, problems);
  if (auto read = ReadJsonRows(source, tasks); !read) return tl::unexpected<Error>(read.error());
  tasks.Finish();
  return std::unique_ptr<PredictionSource>(std::move(tasks.set));
}

}  // namespace labelwatch
