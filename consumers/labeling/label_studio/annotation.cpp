#include "consumers/labeling/label_studio/annotation.h"

#include <cmath>

#include "consumers/files/dataset/event_time.h"
#include "consumers/files/formats/label_studio/label_studio_shapes.h"
#include "consumers/files/text/json_text.h"
#include "consumers/labeling/base64.h"
#include "consumers/labeling/carried_request.h"
#include "consumers/labeling/label_studio/task_json.h"
#include "consumers/labeling/shown_rings.h"
#include "schema/wire.h"

namespace labelwatch {
namespace {

Review::Said SaidBy(JsonValue result, const std::string& verdict_control) {
  std::string answer;
  result.ForElements([&](JsonValue row) {
    if (verdict_control.empty() || row["from_name"].Text() != verdict_control) return;
    row["value"]["choices"].ForElements([&](JsonValue choice) { answer = choice.Text(); });
  });
  return SaidWith(answer);
}

}  // namespace

Result<std::vector<ReviewedLabel>> ReadRegions(JsonValue result, const std::map<std::string, std::string>& rings,
                                               std::forward_list<std::string>& texts) {
  std::vector<ReviewedLabel> labels;
  std::map<std::string, std::size_t> by_id;  // of polygons of several rings
  std::string wrong;
  result.ForElements([&](JsonValue row) {
    const std::string_view type = row["type"].Text();
    const JsonValue value = row["value"];
    const LabelStudioRegion kind = RegionOf(type, value);
    if (kind == LabelStudioRegion::kNone || !wrong.empty()) return;
    if (labels.size() == WireLimits().objects) {
      wrong = "it has more regions than a frame may have labels";
      return;
    }
    const std::uint32_t width = LabelStudioPixels(row["original_width"]),
                        height = LabelStudioPixels(row["original_height"]);
    std::string class_name;
    value[type].ForElements([&](JsonValue name) {
      if (class_name.empty()) class_name = name.Text();
    });
    if (width == 0 || height == 0 || class_name.empty() || class_name.size() > WireLimits().text_bytes) {
      wrong = "a region has no size of its picture, or no class";
      return;
    }
    texts.emplace_front();
    const auto shape = ReadLabelStudioShape(kind, value, width, height, texts.front());
    if (!shape || !shape->bounds.Finite()) {
      wrong = "a region is broken: " + (shape ? "its numbers are not finite" : shape.error().message);
      return;
    }
    std::string id(row["id"].Text());
    if (id.size() > WireLimits().text_bytes) id.clear();
    if (const auto ring = rings.find(id); ring != rings.end()) {
      id = ring->second;
      const auto [first, is_first] = by_id.try_emplace(id, labels.size());
      if (!is_first && labels[first->second].class_name == class_name &&
          AddRings(*shape, labels[first->second].shape, texts)) {
        return;
      }
    }
    labels.push_back({std::move(id), std::move(class_name), *shape});
  });
  if (!wrong.empty()) return BadInput(wrong);
  return labels;
}

Result<std::vector<ReviewedLabel>> ShownLabels(const RelabelRequest& request, const ProjectControls& controls,
                                               std::map<std::string, std::string>& rings,
                                               std::forward_list<std::string>& texts) {
  JsonWriter json;
  const std::map<std::string, std::int32_t> places = PutCurrentLabels(request, controls, json, rings);
  JsonRecord written;
  if (auto read = ReadJsonText(json.Written(), written); !read) return tl::unexpected(read.error());
  auto labels = ReadRegions(written.Root(), rings, texts);
  if (!labels) return labels;
  for (ReviewedLabel& one : *labels) {
    const auto place = places.find(one.id);
    if (place != places.end()) one.place = place->second;
  }
  return labels;
}

std::optional<std::string> RequestIn(JsonValue task) { return FromBase64(task["meta"]["labelwatch"].Text()); }

Review ReadReview(JsonValue task, JsonValue annotation, const ProjectControls& controls) {
  Review review;
  review.of.task = static_cast<std::uint64_t>(std::max(0.0, task["id"].Number()));
  review.of.annotation = static_cast<std::uint64_t>(std::max(0.0, annotation["id"].Number()));
  review.of.version = annotation["updated_at"].Text();
  review.skipped = annotation["was_cancelled"].Truth();
  review.decided_at_ms = ParseTime(annotation["updated_at"].Text()).value_or(0);
  const double lead_time = annotation["lead_time"].Number();
  review.lead_time_s = std::isfinite(lead_time) && lead_time > 0 ? lead_time : 0;
  const auto request = CarriedRequest(RequestIn(task), "meta.labelwatch", review);
  if (!request) return review;
  if (review.skipped) return review;
  review.said = SaidBy(annotation["result"], controls.verdict);
  std::map<std::string, std::string> rings;
  auto before = ShownLabels(*request, controls, rings, review.texts);
  auto after = ReadRegions(annotation["result"], rings, review.texts);
  TakeLabels(std::move(before), std::move(after), review);
  return review;
}

}  // namespace labelwatch
