#include "consumers/files/formats/label_studio/label_studio_tasks.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "consumers/files/formats/label_studio/label_studio_picture.h"
#include "schema/attributes.h"

namespace labelwatch {

Shape ShapeOf(const VideoKey& seen, const VideoObjects& video, std::string& encoded) {
  return ShapeOfPercent({seen.x, seen.y, seen.width, seen.height, seen.rotation}, video.width, video.height, encoded);
}

void LabelStudioTasks::Row(std::string_view, const JsonRecord& row, std::uint64_t offset) {
  ++tasks_;
  offset_ = offset;
  if (row.Damage() != nullptr) return LeaveOut("task", row.Damage());
  if (!row.Root().IsObject()) return LeaveOut("task", "it is not a JSON object");
  if (const std::string video = VideoOfTask(row.Root()); !video.empty()) return Video(row.Root(), video);
  const std::string path = PictureOfTask(row.Root());
  if (path.empty()) return LeaveOut("task", "its data names no picture");
  Task(row.Root(), path);
}

void LabelStudioTasks::Finish() {
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

std::optional<VideoObjects> LabelStudioTasks::ReadVideo(JsonValue result, const std::string& video, double score) {
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
    LeaveOut("task", "the size of its video is not known; give a CSV with the columns image,width,height that names " +
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

void LabelStudioTasks::LeaveOut(std::string_view what, std::string_view why) {
  problems_.LeftOut(SentenceAbout(path_, what, std::to_string(tasks_), offset_, why));
}

std::int64_t LabelStudioTasks::LabeledAt(JsonValue annotation) {
  const std::int64_t updated_ms = times_.Read(annotation["updated_at"], offset_);
  return updated_ms != 0 ? updated_ms : times_.Read(annotation["created_at"], offset_);
}

TaskRegions LabelStudioTasks::Read(JsonValue result, double score) {
  TaskRegions read;
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
      TaskRegion& kept = read.regions.back();
      if (!kept.encoded.empty()) kept.shape.encoded = kept.encoded;  // the text may have moved
    } else {
      LeftOut(type, value, read);
      LeaveOut("region of task", region.error().message);
    }
  });
  for (TaskRegion& region : read.regions) {
    if (const auto said = answers.find(region.id); said != answers.end()) region.attributes += said->second;
  }
  return read;
}

// Of key points, lines and what is broken the classes are known all the same.
void LabelStudioTasks::LeftOut(std::string_view type, JsonValue value, TaskRegions& read) {
  bool named = false;
  value[type].ForElements([&](JsonValue name) {
    if (name.Text().empty()) return;
    read.left_out.push_back(classes_.Add(name.Text()));
    named = true;
  });
  read.incomplete = read.incomplete || (!named && RegionOf(type, value) != LabelStudioRegion::kNone);
}

Result<TaskRegion> LabelStudioTasks::ReadRegion(LabelStudioRegion kind, JsonValue row, TaskRegions& read) {
  const JsonValue value = row["value"];
  const std::uint32_t width = LabelStudioPixels(row["original_width"]),
                      height = LabelStudioPixels(row["original_height"]);
  if (width == 0 || height == 0) return BadInput("it has no original_width and original_height");
  TaskRegion region;
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

}  // namespace labelwatch
