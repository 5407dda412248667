#include "consumers/labeling/label_studio/task_json.h"

#include <algorithm>
#include <span>

#include "consumers/labeling/base64.h"
#include "consumers/labeling/shown_request.h"
#include "schema/text.h"

namespace labelwatch {
namespace {

double Certainty(const FlaggedFrame& frame) {
  double most = 0;
  for (const FindingRecord& finding : frame.findings) most = std::max(most, finding.probability);
  return std::clamp(most, 0.0, 1.0);
}

void PutData(const RelabelRequest& request, const std::string& picture, const TaskShape& shape, JsonWriter& json) {
  json.Key("data").OpenObject();
  json.Key(CleanText(shape.controls->picture_key)).Text(CleanText(picture));
  json.Key(kRequestIdKey).Text(CleanText(request.id));
  json.Key("labelwatch_why").Text(SentencesOf(request));
  json.Key("labelwatch_frame").Text(CleanText(request.frame_id));
  json.Key("labelwatch_queue").Text(ReviewQueueWord(request.queue));
  json.Key("labelwatch_priority").Real(request.priority);
  if (!request.frame.source.empty()) json.Key("labelwatch_source").Text(CleanText(request.frame.source));
  if (!request.frame.annotator.empty()) json.Key("labelwatch_annotator").Text(CleanText(request.frame.annotator));
  json.CloseObject();
}

// The regions of one prediction. Attributes, tracks and marks are not shown: a project may not know them.
void PutRegions(const std::vector<SuggestedLabel>& labels, const FlaggedFrame& frame, ShownIds& ids,
                LabelStudioRegions& regions) {
  for (const SuggestedLabel& one : labels) {
    const std::string id = ids.Of(one), name = CleanText(one.class_name);
    std::string note;
    LabelOfRegion region{&one.label, name, id};
    if (one.because != nullptr) {
      note = std::string(KindWord(one.because->kind)) + ": " + CleanText(one.because->evidence);
      region.note = note;
      region.score = std::clamp(one.because->probability, 0.0, 1.0);
    }
    regions.Put(region, frame.image_width, frame.image_height);
  }
}

}  // namespace

Result<void> PutTask(const TaskRequest& request, const TaskShape& shape, JsonWriter& json,
                     std::map<std::string, std::uint64_t>& losses) {
  const FlaggedFrame& frame = request.request.frame;
  if (frame.image_width == 0 || frame.image_height == 0) {
    return BadInput("the size of its picture is not known, and regions are percent of it");
  }
  const std::string picture = PictureOf(frame, shape.image_prefix);
  if (picture.empty()) return BadInput("it has no address of its picture, and there is no label_studio.image_prefix");
  const RequestLabels labels(request.request);
  if (!labels.good) return BadInput("its labels cannot be read");
  json.OpenObject();
  PutData(request.request, picture, shape, json);
  json.Key("meta").OpenObject();
  json.Key("labelwatch").Text(Base64(request.bytes));
  json.CloseObject();
  json.Key("predictions").OpenList();
  LabelStudioRegions regions(json, {.controls = shape.controls->names, .clip = true},
                             [&losses](const char* what, std::uint64_t count) { losses[what] += count; });
  ShownIds ids(labels.frame);
  for (const bool suggested : {true, false}) {
    json.OpenObject();
    json.Key("model_version").Text(suggested ? kSuggestionsVersion : kCurrentVersion);
    json.Key("score").Real(suggested ? Certainty(frame) : 0);
    json.Key("result").OpenList();
    const auto findings = suggested ? std::span<const FindingRecord>(frame.findings) : std::span<const FindingRecord>();
    PutRegions(SuggestedLabels(labels.frame, findings, labels.classes), frame, ids, regions);
    json.CloseList();
    json.CloseObject();
  }
  json.CloseList();
  json.CloseObject();
  return {};
}

std::map<std::string, std::int32_t> PutCurrentLabels(const RelabelRequest& request, const ProjectControls& controls,
                                                     JsonWriter& json, std::map<std::string, std::string>& rings) {
  const RequestLabels labels(request);
  ShownIds ids(labels.frame);
  rings = ids.Rings();
  const std::vector<SuggestedLabel> current = SuggestedLabels(labels.frame, {}, labels.classes);
  std::map<std::string, std::int32_t> places;
  for (const SuggestedLabel& one : current) places[ids.Of(one)] = one.place;
  LabelStudioRegions regions(json, {.controls = controls.names, .clip = true}, [](const char*, std::uint64_t) {});
  json.OpenList();
  PutRegions(current, request.frame, ids, regions);
  json.CloseList();
  return places;
}

}  // namespace labelwatch
