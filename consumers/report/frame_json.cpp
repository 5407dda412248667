#include "consumers/report/frame_json.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "detectors/matching/convex_overlap.h"
#include "schema/shape_codec.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostFindings = 50, kMostObjects = 1000, kMostNumbers = 20'000;
constexpr double kShownScore = 0.3;
constexpr double kHarmless = -6;  // a finding below it (0.25 %) tells nothing

using Json = rapidjson::Writer<rapidjson::StringBuffer>;

void Put(Json& json, const char* key, std::string_view text) {
  if (text.empty()) return;
  json.Key(key);
  json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void PutNumber(Json& json, const char* key, double number) {
  json.Key(key);
  json.Double(std::isfinite(number) ? number : 0);
}

void PutBox(Json& json, const char* key, const Box& box) {
  if (!box.Finite()) return;
  json.Key(key);
  json.StartArray();
  for (const double side : {box.x_min, box.y_min, box.x_max, box.y_max}) json.Double(side);
  json.EndArray();
}

void PutRing(Json& json, const std::vector<double>& xy) {
  json.StartArray();
  for (const double number : xy) json.Double(std::isfinite(number) ? number : 0);
  json.EndArray();
}

// Only what can be drawn and is not out of all proportion; the box stands for the rest.
void PutOutline(Json& json, const Shape& shape) {
  if (shape.kind == ShapeKind::kRotatedBox) {
    if (const auto box = DecodeRotatedBox(shape.encoded)) {
      std::vector<double> xy;
      for (const Point& corner : CornersOf(*box)) xy.insert(xy.end(), {corner.x, corner.y});
      json.Key("rings");
      json.StartArray();
      PutRing(json, xy);
      json.EndArray();
    }
  } else if (shape.kind == ShapeKind::kPolygon) {
    const auto rings = DecodePolygon(shape.encoded);
    std::size_t numbers = 0;
    if (rings) {
      for (const Ring& ring : *rings) numbers += ring.xy.size();
    }
    if (!rings || numbers > kMostNumbers) return;
    json.Key("rings");
    json.StartArray();
    for (const Ring& ring : *rings) PutRing(json, ring.xy);
    json.EndArray();
  } else if (shape.kind == ShapeKind::kMask) {
    const auto mask = DecodeMask(shape.encoded);
    if (!mask || mask->counts.size() > kMostNumbers || mask->width > 8192 || mask->height > 8192) return;
    json.Key("mask");
    json.StartObject();
    json.Key("width");
    json.Uint(mask->width);
    json.Key("height");
    json.Uint(mask->height);
    json.Key("counts");
    json.StartArray();
    for (const std::uint32_t count : mask->counts) json.Uint(count);
    json.EndArray();
    json.EndObject();
  }
}

void PutLabel(Json& json, const Label& label, const NameTable& classes) {
  json.StartObject();
  Put(json, "id", label.id);
  Put(json, "class", classes.Name(label.class_id));
  Put(json, "annotator", label.annotator);
  Put(json, "track", label.track_id);
  if (!label.Judged()) Put(json, "region", label.crowd ? "crowd" : label.ignore ? "ignore" : "difficult");
  PutBox(json, "box", label.shape.bounds);
  PutOutline(json, label.shape);
  json.EndObject();
}

// Numbers of the predictions in the page: by model and index in the message.
using ShownPredictions = std::map<std::pair<std::int16_t, std::int32_t>, int>;

ShownPredictions PutPredictions(Json& json, const JoinedFrame& frame, std::span<const Finding> findings,
                                const NameTable& classes) {
  ShownPredictions shown;
  for (const Finding& finding : findings) {
    if (finding.model >= 0 && finding.prediction >= 0) shown[{finding.model, finding.prediction}] = 0;
  }
  for (std::size_t m = 0; m < frame.predictions.size(); ++m) {
    const auto& predictions = frame.predictions[m].predictions;
    for (std::size_t j = 0; j < predictions.size() && shown.size() < kMostObjects; ++j) {
      if (predictions[j].score >= kShownScore) shown[{static_cast<std::int16_t>(m), static_cast<std::int32_t>(j)}] = 0;
    }
  }
  json.Key("predictions");
  json.StartArray();
  int number = 0;
  for (auto& [place, index] : shown) {
    const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(place.first)];
    const Prediction& prediction = predicted.predictions[static_cast<std::size_t>(place.second)];
    index = number++;
    json.StartObject();
    Put(json, "model", predicted.model);
    Put(json, "class", classes.Name(prediction.class_id));
    PutNumber(json, "score", prediction.score);
    PutBox(json, "box", prediction.shape.bounds);
    PutOutline(json, prediction.shape);
    json.EndObject();
  }
  json.EndArray();
  return shown;
}

void PutFinding(Json& json, const FindingRecord& record, const Finding& finding, const ShownPredictions& shown) {
  json.StartObject();
  Put(json, "kind", KindWord(record.kind));
  PutNumber(json, "score", record.score);
  PutNumber(json, "probability", record.probability);
  json.Key("flagged");
  json.Bool(record.flagged);
  if (finding.label >= 0) {
    json.Key("label");
    json.Int(finding.label);
  }
  if (const auto at = shown.find({finding.model, finding.prediction}); at != shown.end()) {
    json.Key("prediction");
    json.Int(at->second);
  }
  Put(json, "class", record.class_name.empty() ? record.suggested_class : record.class_name);
  Put(json, "labeled", record.class_name);
  Put(json, "suggested", record.suggested_class);
  Put(json, "annotator", record.annotator);
  Put(json, "model", record.model);
  Put(json, "evidence", record.evidence);
  if (record.suggested_box) PutBox(json, "suggested_box", *record.suggested_box);
  json.EndObject();
}

std::vector<Finding> MostSuspicious(std::span<const Finding> findings) {
  std::vector<Finding> chosen;
  std::copy_if(findings.begin(), findings.end(), std::back_inserter(chosen),
               [](const Finding& finding) { return finding.flagged || finding.score >= kHarmless; });
  std::stable_sort(chosen.begin(), chosen.end(), [](const Finding& a, const Finding& b) { return a.score > b.score; });
  if (chosen.size() > kMostFindings) chosen.resize(kMostFindings);
  return chosen;
}

}  // namespace

std::string FrameJson(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                      const Inspector& inspector, const NameTable& classes) {
  const LabeledFrame& labeled = frame.labels;
  const std::vector<Finding> findings = MostSuspicious(judgement.findings);
  rapidjson::StringBuffer buffer;
  Json json(buffer);
  json.SetMaxDecimalPlaces(3);
  json.StartObject();
  Put(json, "id", labeled.frame_id);
  Put(json, "source", labeled.source);
  Put(json, "annotator", labeled.annotator);
  json.Key("width");
  json.Uint(labeled.image_width);
  json.Key("height");
  json.Uint(labeled.image_height);
  PutNumber(json, "score", judgement.frame_score);
  json.Key("labels");
  json.StartArray();
  // All of them, so that findings name them by their place in the message.
  for (const Label& label : labeled.labels) PutLabel(json, label, classes);
  json.EndArray();
  const ShownPredictions shown = PutPredictions(json, frame, findings, classes);
  json.Key("findings");
  json.StartArray();
  for (const Finding& finding : findings) {
    PutFinding(json, inspector.Describe(frame, calibration, finding), finding, shown);
  }
  json.EndArray();
  json.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace labelwatch
