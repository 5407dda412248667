#pragma once
// Labels as the regions of Label Studio: percent of the picture, one region or, of polygons with several rings,
// several.
//
//   LabelStudioRegions regions(json, {.clip = true}, [](const char* what, std::uint64_t count) { ... });
//   regions.Put({&label, "car", "region-1"}, width, height);
//
// What a region cannot say is told to the callback, by the name of the loss. The inverse is label_studio_shapes.h.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "schema/frame.h"
#include "schema/json_writer.h"

namespace labelwatch {

// The names of a project's controls, by the shape that they draw, and of the picture.
struct LabelStudioControls {
  std::string rectangle = "label", polygon = "label", brush = "label", picture = "image";
};

struct LabelStudioRegionOptions {
  LabelStudioControls controls = {};
  bool clip = false;        // boxes end at the picture, as tools draw them
  bool attributes = false;  // each attribute of a label as a choice of its region
};

struct LabelOfRegion {
  const Label* label = nullptr;
  std::string_view class_name;
  std::string_view id;
  std::string_view note = {};        // shown beside the region; empty: none
  std::optional<double> score = {};  // 0..1
};

class LabelStudioRegions {
 public:
  using Lose = std::function<void(const char* what, std::uint64_t count)>;
  LabelStudioRegions(JsonWriter& json, LabelStudioRegionOptions options, Lose lose)
      : json_(json), options_(std::move(options)), lose_(std::move(lose)) {}

  // Into the open list of `json`. REQUIRES: width and height are not 0.
  void Put(const LabelOfRegion& region, std::uint32_t width, std::uint32_t height);

 private:
  void PutPolygon(const LabelOfRegion& region, std::uint32_t width, std::uint32_t height);
  void PutMask(const LabelOfRegion& region, std::uint32_t width, std::uint32_t height);
  void PutBox(const LabelOfRegion& region, std::uint32_t width, std::uint32_t height);
  void PutRegion(const LabelOfRegion& region, std::string_view id, const char* type, std::string_view control,
                 std::uint32_t width, std::uint32_t height, const std::function<void()>& put_value);

  JsonWriter& json_;
  const LabelStudioRegionOptions options_;
  const Lose lose_;
};

}  // namespace labelwatch
