#include <algorithm>
#include <deque>

#include "consumers/files/formats/label_studio/label_studio_labels.h"
#include "consumers/files/formats/label_studio/label_studio_tasks.h"

namespace labelwatch {
namespace {

constexpr double kNoScore = -2;  // nothing says it

class PredictionTasks : public LabelStudioTasks {
 public:
  PredictionTasks(const std::string& path, const std::string& model, ImageSizes& sizes, NameTable& classes,
                  Problems& problems)
      : LabelStudioTasks(path, sizes, classes, problems), set(std::make_unique<PredictionSet>(model, classes)) {}
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
    const TaskRegions read = Read((*chosen)["result"], score.HoldsNumber() ? score.Number() : kNoScore);
    PredictedFrame frame;
    frame.frame_id = image;
    for (const TaskRegion& region : read.regions) {
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

Result<std::unique_ptr<PredictionSource>> ReadLabelStudioPredictions(ByteSource& source, const std::string& model,
                                                                     ImageSizes& sizes, NameTable& classes,
                                                                     Problems& problems) {
  PredictionTasks tasks(source.Path(), model, sizes, classes, problems);
  if (auto read = ReadJsonRows(source, tasks); !read) return tl::unexpected<Error>(read.error());
  tasks.Finish();
  return std::unique_ptr<PredictionSource>(std::move(tasks.set));
}

}  // namespace labelwatch
