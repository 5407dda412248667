#include "consumers/files/formats/label_studio/label_studio_labels.h"

#include <algorithm>
#include <deque>
#include <limits>
#include <map>
#include <set>

#include "consumers/files/dataset/event_time.h"
#include "consumers/files/dataset/frame_names.h"
#include "consumers/files/dataset/label_time.h"
#include "consumers/files/formats/label_studio/label_studio_picture.h"
#include "consumers/files/formats/label_studio/label_studio_shapes.h"
#include "consumers/files/formats/label_studio/label_studio_video.h"
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

// An object in a video.
struct VideoObject {
  std::string id;
  NameId class_id = 0;
  std::vector<VideoKey> keys;
  double score = 0;
};

// What one annotation or prediction says of its video.
struct VideoObjects {
  std::vector<VideoObject> objects;
  std::vector<NameId> left_out;  // classes of objects that were not read
  bool incomplete = false;       // one of them has no class
  std::uint32_t frames = 0, width = 0, height = 0;
};

Shape ShapeOf(const VideoKey& seen, const VideoObjects& video, std::string& encoded) {
  return ShapeOfPercent({seen.x, seen.y, seen.width, seen.height, seen.rotation}, video.width, video.height, encoded);
}

class TaskRows : public JsonRowSink {
 public:
  TaskRows(const std::string& path, ImageSizes& sizes, NameTable& classes, Problems& problems)
      : path_(path), sizes_(sizes), classes_(classes), problems_(problems) {}

  bool Wants(std::string_view section) override { return section.empty(); }

  void Row(std::string_view, const JsonRecord& row, std::uint64_t offset) override {
    ++tasks_;
    offset_ = offset;
    if (row.Damage() != nullptr) return LeaveOut("task", row.Damage());
    if (!row.Root().IsObject()) return LeaveOut("task", "it is not a JSON object");
    if (const std::string video = VideoOfTask(row.Root()); !video.empty()) return Video(row.Root(), video);
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
  virtual void Video(JsonValue task, const std::string& video) = 0;

  // Nothing, and named: the size of its pictures is not known, or there are too many of them.
  std::optional<VideoObjects> ReadVideo(JsonValue result, const std::string& video, double score) {
    VideoObjects read;
    result.ForElements([&](JsonValue row) {
      const JsonValue value = row["value"];
      if (row["type"].Text() != "videorectangle") {
        if (row["type"].Text() != "relation") ++others_;
        return;
      }
      VideoObject object;
      value["labels"].ForElements([&](JsonValue name) {
        if (object.class_id == 0 && !name.Text().empty()) object.class_id = classes_.Add(name.Text());
      });
      auto keys = ReadVideoKeys(value);
      if (!keys || object.class_id == 0) {
        if (object.class_id != 0) read.left_out.push_back(object.class_id);
        read.incomplete = read.incomplete || object.class_id == 0;
        LeaveOut("region of task", keys ? "it has no label" : keys.error().message);
        return;
      }
      read.frames = std::max(read.frames, VideoFrames(value, *keys));
      read.width = std::max(read.width, LabelStudioPixels(row["original_width"]));
      read.height = std::max(read.height, LabelStudioPixels(row["original_height"]));
      object.id = std::string(row["id"].Text());
      object.keys = std::move(*keys);
      object.score = row["score"].HoldsNumber() ? row["score"].Number() : score;
      read.objects.push_back(std::move(object));
    });
    if (read.width == 0 || read.height == 0) {
      auto found = sizes_.Find(video, problems_);
      if (!found) found = sizes_.Find(VideoFrameName(video, 1), problems_);
      if (found) read.width = found->size.width, read.height = found->size.height;
    }
    if ((read.width == 0 || read.height == 0) && !read.objects.empty()) {
      LeaveOut("task",
               "the size of its video is not known; give a CSV with the columns image,width,height that names " +
                   video + " as one more --labels");
      return std::nullopt;
    }
    video_frames_ += read.frames;
    if (video_frames_ > kMostVideoFrames) {
      LeaveOut("task", "the videos of the file have more than 1,000,000 frames");
      return std::nullopt;
    }
    return read;
  }

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
  ImageSizes& sizes_;
  NameTable& classes_;
  Problems& problems_;
  LabelTimeReader times_;
  std::uint64_t tasks_ = 0, offset_ = 0, without_ = 0, further_ = 0, others_ = 0, unscored_ = 0;
  std::uint64_t further_classes_ = 0, video_frames_ = 0;
};

class LabelTasks : public TaskRows {
 public:
  LabelTasks(const std::string& path, ImageSizes& sizes, bool every, NameTable& classes, Problems& problems)
      : TaskRows(path, sizes, classes, problems), every_(every) {}
  std::unique_ptr<LabelSet> set = std::make_unique<LabelSet>(classes_);

 private:
  static std::string_view AnnotatorOf(JsonValue annotation) {
    const JsonValue by = annotation["completed_by"];
    return by.IsObject() ? by["email"].Text() : by.Text();
  }

  // The labels of the other annotations of a task, each with its annotator.
  void AddOthers(JsonValue task, JsonValue chosen, std::deque<Regions>& read) {
    const JsonValue annotations = task["annotations"].IsArray() ? task["annotations"] : task["completions"];
    for (Label& label : frame_.labels) label.annotator = frame_.annotator;
    annotations.ForElements([&](JsonValue annotation) {
      const std::string_view by = AnnotatorOf(annotation);
      if (annotation["was_cancelled"].Truth() || by.empty() || by == AnnotatorOf(chosen)) return;
      read.push_back(Read(annotation["result"], 0));
      AddLabels(read.back(), by);
    });
  }

  void AddLabels(const Regions& read, std::string_view annotator) {
    for (const Region& region : read.regions) {
      Label& label = frame_.labels.emplace_back();
      label.id = region.id;
      label.class_id = region.class_id;
      label.shape = region.shape;
      label.attributes = region.attributes;
      label.annotator = annotator;
    }
    for (const NameId id : read.left_out) MarkUnknown(frame_, id);
  }

  // Of the annotations of a task; nothing: it has none.
  std::optional<JsonValue> Chosen(JsonValue task) {
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
    without_ += !chosen;
    return chosen;
  }

  void StartFrame(JsonValue annotation) {
    frame_.Clear();
    frame_.labeled_at_ms = LabeledAt(annotation);
    frame_.annotator = AnnotatorOf(annotation);
  }

  void Task(JsonValue task, const std::string& image) override {
    const auto chosen = Chosen(task);
    if (!chosen) return;
    std::deque<Regions> all;
    const Regions& read = all.emplace_back(Read((*chosen)["result"], 0));
    StartFrame(*chosen);
    frame_.frame_id = image;
    frame_.image_width = read.width;
    frame_.image_height = read.height;
    frame_.frame_classes = read.frame_classes;
    AddLabels(read, {});
    if (every_) AddOthers(task, *chosen, all);
    auto added = set->Add(frame_);
    if (!added) return LeaveOut("task", added.error().message);
    if (read.incomplete) set->LastIsIncomplete();
  }

  // Each frame of a video that was labeled: where no object is seen, nothing is there.
  void Video(JsonValue task, const std::string& video) override {
    const auto chosen = Chosen(task);
    if (!chosen) return;
    const auto read = ReadVideo((*chosen)["result"], video, 0);
    if (!read) return;
    StartFrame(*chosen);
    const std::string sequence(WithoutExtension(video)), annotator(frame_.annotator);
    const std::int64_t labeled_at_ms = frame_.labeled_at_ms;
    for (std::uint32_t number = 1; number <= read->frames; ++number) {
      const std::string name = VideoFrameName(video, number);
      std::deque<std::string> encoded;
      frame_.Clear();
      frame_.frame_id = name;
      frame_.annotator = annotator;
      frame_.labeled_at_ms = labeled_at_ms;
      frame_.sequence = sequence;
      frame_.sequence_index = number;
      frame_.image_width = read->width;
      frame_.image_height = read->height;
      for (const VideoObject& object : read->objects) {
        const auto seen = SeenIn(object.keys, number);
        if (!seen) continue;
        Label& label = frame_.labels.emplace_back();
        label.id = label.track_id = object.id;
        label.class_id = object.class_id;
        label.shape = ShapeOf(*seen, *read, encoded.emplace_back());
      }
      for (const NameId id : read->left_out) MarkUnknown(frame_, id);
      if (auto added = set->Add(frame_); !added) return LeaveOut("task", added.error().message);
      if (read->incomplete) set->LastIsIncomplete();
    }
  }
  const bool every_;  // annotation of a task
  LabeledFrame frame_;
};

class PredictionTasks : public TaskRows {
 public:
  PredictionTasks(const std::string& path, const std::string& model, ImageSizes& sizes, NameTable& classes,
                  Problems& problems)
      : TaskRows(path, sizes, classes, problems), set(std::make_unique<PredictionSet>(model, classes)) {}
  std::unique_ptr<PredictionSet> set;

 private:
  std::optional<JsonValue> Chosen(JsonValue task) {
    std::optional<JsonValue> chosen;
    task["predictions"].ForElements([&](JsonValue prediction) {
      if (!chosen && prediction["result"].IsArray()) chosen = prediction;
    });
    without_ += !chosen;
    return chosen;
  }

  // Nothing, and counted or named: it is no score.
  std::optional<double> Sure(double score) {
    unscored_ += score == kNoScore;
    const double sure = score == kNoScore ? 1 : score;
    if (sure >= 0 && sure <= 1) return sure;
    LeaveOut("region of task", "its score is not within 0..1");
    return std::nullopt;
  }

  void Video(JsonValue task, const std::string& video) override {
    const auto chosen = Chosen(task);
    if (!chosen) return;
    const JsonValue score = (*chosen)["score"];
    auto read = ReadVideo((*chosen)["result"], video, score.HoldsNumber() ? score.Number() : kNoScore);
    if (!read) return;
    std::erase_if(read->objects, [&](VideoObject& object) {
      const auto sure = Sure(object.score);
      object.score = sure.value_or(0);
      return !sure;
    });
    for (std::uint32_t number = 1; number <= read->frames; ++number) {
      const std::string name = VideoFrameName(video, number);
      std::deque<std::string> encoded;
      PredictedFrame frame;
      frame.frame_id = name;
      for (const VideoObject& object : read->objects) {
        const auto seen = SeenIn(object.keys, number);
        if (!seen) continue;
        Prediction& prediction = frame.predictions.emplace_back();
        prediction.shape = ShapeOf(*seen, *read, encoded.emplace_back());
        prediction.class_id = object.class_id;
        prediction.score = object.score;
        prediction.track_id = object.id;
      }
      if (auto added = set->Add(frame); !added) return LeaveOut("task", added.error().message);
    }
  }

  void Task(JsonValue task, const std::string& image) override {
    const auto chosen = Chosen(task);
    if (!chosen) return;
    // Where nothing says how sure the model was, the prediction was made all the same.
    const JsonValue score = (*chosen)["score"];
    const Regions read = Read((*chosen)["result"], score.HoldsNumber() ? score.Number() : kNoScore);
    PredictedFrame frame;
    frame.frame_id = image;
    for (const Region& region : read.regions) {
      const auto sure = Sure(region.score);
      if (!sure) continue;
      Prediction& prediction = frame.predictions.emplace_back();
      prediction.shape = region.shape;
      prediction.class_id = region.class_id;
      prediction.score = *sure;
    }
    if (auto added = set->Add(frame); !added) LeaveOut("task", added.error().message);
  }
};

}  // namespace

Result<std::unique_ptr<LabelSource>> ReadLabelStudioLabels(ByteSource& source, ImageSizes& sizes, bool every,
                                                           NameTable& classes, Problems& problems) {
  LabelTasks tasks(source.Path(), sizes, every, classes, problems);
  if (auto read = ReadJsonRows(source, tasks); !read) return tl::unexpected<Error>(read.error());
  tasks.Finish();
  return std::unique_ptr<LabelSource>(std::move(tasks.set));
}

Result<std::unique_ptr<PredictionSource>> ReadLabelStudioPredictions(ByteSource& source, const std::string& model,
                                                                     ImageSizes& sizes, NameTable& classes,
                                                                     Problems& problems) {
  PredictionTasks tasks(source.Path(), model, sizes, classes, problems);
  if (auto read = ReadJsonRows(source, tasks); !read) return tl::unexpected<Error>(read.error());
  tasks.Finish();
  return std::unique_ptr<PredictionSource>(std::move(tasks.set));
}

}  // namespace labelwatch
