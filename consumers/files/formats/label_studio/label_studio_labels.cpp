#include "consumers/files/formats/label_studio/label_studio_labels.h"

#include <deque>
#include <limits>
#include <utility>

#include "consumers/files/dataset/event_time.h"
#include "consumers/files/dataset/frame_names.h"
#include "consumers/files/formats/label_studio/label_studio_tasks.h"

namespace labelwatch {
namespace {

// When the annotation was changed last, as far as the file says it.
std::int64_t ChangedAt(JsonValue annotation) {
  for (const char* key : {"updated_at", "created_at"}) {
    if (const auto time = ParseTime(annotation[key].Text())) return *time;
  }
  return std::numeric_limits<std::int64_t>::min();
}

class LabelTasks : public LabelStudioTasks {
 public:
  LabelTasks(const std::string& path, ImageSizes& sizes, bool every, NameTable& classes, Problems& problems)
      : LabelStudioTasks(path, sizes, classes, problems), every_(every) {}
  std::unique_ptr<LabelSet> set = std::make_unique<LabelSet>(Classes());

 private:
  static std::string_view AnnotatorOf(JsonValue annotation) {
    const JsonValue by = annotation["completed_by"];
    return by.IsObject() ? by["email"].Text() : by.Text();
  }

  // The labels of the other annotations of a task, each with its annotator.
  void AddOthers(JsonValue task, JsonValue chosen, std::deque<TaskRegions>& read) {
    const JsonValue annotations = task["annotations"].IsArray() ? task["annotations"] : task["completions"];
    for (Label& label : frame_.labels) label.annotator = frame_.annotator;
    annotations.ForElements([&](JsonValue annotation) {
      const std::string_view by = AnnotatorOf(annotation);
      if (annotation["was_cancelled"].Truth() || by.empty() || by == AnnotatorOf(chosen)) return;
      read.push_back(Read(annotation["result"], 0));
      AddLabels(read.back(), by);
    });
  }

  void AddLabels(const TaskRegions& read, std::string_view annotator) {
    for (const TaskRegion& region : read.regions) {
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
    std::deque<TaskRegions> all;
    const TaskRegions& read = all.emplace_back(Read((*chosen)["result"], 0));
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

}  // namespace

Result<std::unique_ptr<LabelSource>> ReadLabelStudioLabels(ByteSource& source, ImageSizes& sizes, bool every,
                                                           NameTable& classes, Problems& problems) {
  LabelTasks tasks(source.Path(), sizes, every, classes, problems);
  if (auto read = ReadJsonRows(source, tasks); !read) return tl::unexpected<Error>(read.error());
  tasks.Finish();
  return std::unique_ptr<LabelSource>(std::move(tasks.set));
}

}  // namespace labelwatch
