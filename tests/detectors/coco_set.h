#pragma once
// A COCO label file with one file of results per model, in memory, as joined frames: enough to judge the shared sets.

#include <rapidjson/document.h>
#include <zlib.h>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schema/frame.h"
#include "schema/names.h"

namespace labelwatch {

// The content of a file, gunzipped where it is compressed; nothing where it cannot be read.
inline std::optional<std::string> ReadWholeFile(const std::string& path) {
  const gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return std::nullopt;
  std::string text;
  std::vector<char> buffer(1 << 16);
  for (int n = 0; (n = gzread(file, buffer.data(), static_cast<unsigned>(buffer.size()))) > 0;) {
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  gzclose(file);
  return text;
}

struct CocoFrame {
  LabeledFrame labels;
  std::vector<PredictedFrame> predictions;  // one per model with at least one row for the frame

  JoinedFrame Joined() const { return {labels, predictions}; }
};

class CocoSet {
 public:
  // Nothing where a file is missing. `models`: name and path of the results.
  static std::optional<CocoSet> Read(const std::string& labels,
                                     const std::vector<std::pair<std::string, std::string>>& models,
                                     NameTable& classes) {
    CocoSet set;
    const auto text = ReadWholeFile(labels);
    if (!text) return std::nullopt;
    rapidjson::Document json;
    json.Parse(text->c_str());
    for (const auto& category : json["categories"].GetArray()) {
      set.classes_[category["id"].GetInt64()] = classes.Add(category["name"].GetString());
    }
    for (const auto& image : json["images"].GetArray()) {
      set.numbers_[image["id"].GetInt64()] = set.frames.size();
      LabeledFrame& frame = set.frames.emplace_back().labels;
      const std::string file = image["file_name"].GetString();
      frame.frame_id = set.Keep(file.substr(file.find_last_of('/') + 1));
      // The size of KITTI frames is not in the file.
      frame.image_width = image.HasMember("width") ? image["width"].GetUint() : 1242;
      frame.image_height = image.HasMember("height") ? image["height"].GetUint() : 375;
    }
    for (const auto& annotation : json["annotations"].GetArray()) {
      Label label;
      label.id = set.Keep(std::to_string(annotation["id"].GetInt64()));
      label.class_id = set.classes_.at(annotation["category_id"].GetInt64());
      label.shape = BoxOf(annotation["bbox"]);
      label.crowd = annotation.HasMember("iscrowd") && annotation["iscrowd"].GetInt() != 0;
      set.frames[set.numbers_.at(annotation["image_id"].GetInt64())].labels.labels.push_back(label);
    }
    for (const auto& [name, path] : models) {
      if (!set.ReadPredictions(name, path)) return std::nullopt;
    }
    return set;
  }

  std::deque<CocoFrame> frames;

 private:
  static Shape BoxOf(const rapidjson::Value& xywh) {
    const double x = xywh[0].GetDouble(), y = xywh[1].GetDouble();
    return {ShapeKind::kBox, {x, y, x + xywh[2].GetDouble(), y + xywh[3].GetDouble()}, {}};
  }

  std::string_view Keep(std::string text) { return texts_.emplace_back(std::move(text)); }

  bool ReadPredictions(const std::string& name, const std::string& path) {
    const auto text = ReadWholeFile(path);
    if (!text) return false;
    rapidjson::Document json;
    json.Parse(text->c_str());
    const std::string_view model = Keep(name);
    for (const auto& row : json.GetArray()) {
      CocoFrame& frame = frames[numbers_.at(row["image_id"].GetInt64())];
      if (frame.predictions.empty() || frame.predictions.back().model != model) {
        frame.predictions.emplace_back().frame_id = frame.labels.frame_id;
        frame.predictions.back().model = model;
      }
      Prediction prediction;
      prediction.shape = BoxOf(row["bbox"]);
      prediction.class_id = classes_.at(row["category_id"].GetInt64());
      prediction.score = row["score"].GetDouble();
      frame.predictions.back().predictions.push_back(prediction);
    }
    return true;
  }

  std::map<std::int64_t, NameId> classes_;
  std::map<std::int64_t, std::size_t> numbers_;
  std::deque<std::string> texts_;
};

}  // namespace labelwatch
