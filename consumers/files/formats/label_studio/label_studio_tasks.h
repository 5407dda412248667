#pragma once
// Tasks of Label Studio, one after the other: what an annotation or a prediction of one says of its picture, or of its
// video. Who derives from it makes labels or predictions of that. Internal to consumers/files.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consumers/files/dataset/image_sizes.h"
#include "consumers/files/dataset/label_time.h"
#include "consumers/files/formats/label_studio/label_studio_shapes.h"
#include "consumers/files/formats/label_studio/label_studio_video.h"
#include "consumers/files/text/json_rows.h"
#include "schema/frame.h"
#include "schema/names.h"

namespace labelwatch {

struct TaskRegion {
  std::string id, encoded, attributes;
  NameId class_id = 0;
  Shape shape;
  double score = 0;
};

// Of a picture.
struct TaskRegions {
  std::deque<TaskRegion> regions;
  std::vector<NameId> frame_classes;
  std::vector<NameId> left_out;  // classes of regions that were not read
  bool incomplete = false;       // one of them has no class
  std::uint32_t width = 0, height = 0;
};

struct VideoObject {
  std::string id;
  NameId class_id = 0;
  std::vector<VideoKey> keys;
  double score = 0;
};

struct VideoObjects {
  std::vector<VideoObject> objects;
  std::vector<NameId> left_out;  // classes of objects that were not read
  bool incomplete = false;       // one of them has no class
  std::uint32_t frames = 0, width = 0, height = 0;
};

Shape ShapeOf(const VideoKey& seen, const VideoObjects& video, std::string& encoded);

class LabelStudioTasks : public JsonRowSink {
 public:
  // All must outlive it.
  LabelStudioTasks(const std::string& path, ImageSizes& sizes, NameTable& classes, Problems& problems)
      : path_(path), sizes_(sizes), classes_(classes), problems_(problems) {}

  bool Wants(std::string_view section) override { return section.empty(); }
  void Row(std::string_view section, const JsonRecord& row, std::uint64_t offset) override;
  // Notes what was read otherwise than it was written.
  void Finish();

 protected:
  virtual void Task(JsonValue task, const std::string& image) = 0;
  virtual void Video(JsonValue task, const std::string& video) = 0;

  // `score`: of regions that have none.
  TaskRegions Read(JsonValue result, double score);
  // Nothing, and named: the size of its pictures is not known, or there are too many of them.
  std::optional<VideoObjects> ReadVideo(JsonValue result, const std::string& video, double score);
  std::int64_t LabeledAt(JsonValue annotation);
  void LeaveOut(std::string_view what, std::string_view why);

  NameTable& Classes() { return classes_; }
  // Tasks without anything of the kind, and with several; predictions without score.
  std::uint64_t without_ = 0, further_ = 0, unscored_ = 0;

 private:
  void LeftOut(std::string_view type, JsonValue value, TaskRegions& read);
  Result<TaskRegion> ReadRegion(LabelStudioRegion kind, JsonValue row, TaskRegions& read);

  const std::string& path_;
  ImageSizes& sizes_;
  NameTable& classes_;
  Problems& problems_;
  LabelTimeReader times_;
  std::uint64_t tasks_ = 0, offset_ = 0, others_ = 0;
  std::uint64_t further_classes_ = 0, video_frames_ = 0;
};

}  // namespace labelwatch
