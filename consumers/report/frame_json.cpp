#include "consumers/report/frame_json.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "consumers/report/shape_json.h"
#include "detectors/matching/box_overlap.h"
#include "detectors/matching/frame_matching.h"
#include "schema/class_text.h"
#include "schema/json_writer.h"
#include "schema/output.h"

namespace labelwatch {
namespace {

constexpr std::size_t kMostObjects = 1000;
constexpr int kDecimals = 3;
constexpr double kHarmless = -6;  // a finding below it (0.25 %) tells nothing

void Put(JsonWriter& json, const char* key, std::string_view text) {
  if (text.empty()) return;
  json.Key(key).Text(text);
}

void PutNames(JsonWriter& json, const char* key, std::span<const std::string_view> names) {
  if (names.empty()) return;
  json.Key(key).OpenList();
  for (const std::string_view name : names) json.Text(name);
  json.CloseList();
}

void PutNumber(JsonWriter& json, const char* key, double number) {
  json.Key(key).Real(std::isfinite(number) ? number : 0);
}

// Numbers of the predictions in the page: by model and index in the message.
using ShownPredictions = std::map<std::pair<std::int16_t, std::int32_t>, int>;

ShownPredictions ChoosePredictions(const JoinedFrame& frame, std::span<const FindingToShow> findings) {
  ShownPredictions shown;
  for (const FindingToShow& finding : findings) {
    if (finding.model >= 0 && finding.prediction >= 0) shown[{finding.model, finding.prediction}] = 0;
  }
  for (std::size_t m = 0; m < frame.predictions.size(); ++m) {
    const auto& predictions = frame.predictions[m].predictions;
    for (std::size_t j = 0; j < predictions.size() && shown.size() < kMostObjects; ++j) {
      if (predictions[j].score < FrameMatching::kLeastConfidence) continue;
      shown[{static_cast<std::int16_t>(m), static_cast<std::int32_t>(j)}] = 0;
    }
  }
  int number = 0;
  for (auto& [place, index] : shown) index = number++;
  return shown;
}

int NumberOf(const ShownPredictions& shown, std::size_t model, std::int32_t prediction) {
  const auto at = shown.find({static_cast<std::int16_t>(model), prediction});
  return at != shown.end() ? at->second : -1;
}

void PutMatches(JsonWriter& json, std::span<const ModelMatches> matches, std::size_t label,
                const ShownPredictions& shown) {
  json.Key("matches").OpenList();
  for (std::size_t m = 0; m < matches.size(); ++m) {
    const LabelMatch& match = matches[m].labels[label];
    if (match.outcome == MatchOutcome::kNotCompared) {
      json.Null();
      continue;
    }
    json.OpenList();
    if (match.prediction >= 0) {
      json.Signed(NumberOf(shown, m, match.prediction));
      json.Real(static_cast<double>(match.iou));
    }
    json.CloseList();
  }
  json.CloseList();
}

void PutLabel(JsonWriter& json, const Label& label, std::string_view class_name) {
  Put(json, "id", label.id);
  Put(json, "class", class_name);
  Put(json, "annotator", label.annotator);
  Put(json, "track", label.track_id);
  if (!label.Judged()) Put(json, "region", label.crowd ? "crowd" : label.ignore ? "ignore" : "difficult");
  PutShape(json, label.shape);
}

// All of them, so that findings name them by their place in the message.
void PutLabels(JsonWriter& json, const LabeledFrame& frame, std::span<const ModelMatches> matches,
               const ShownPredictions& shown, const NameTable& classes) {
  json.Key("labels").OpenList();
  for (std::size_t i = 0; i < frame.labels.size(); ++i) {
    json.OpenObject();
    PutLabel(json, frame.labels[i], ClassOfLabel(frame, i, classes));
    if (frame.labels[i].Judged()) PutMatches(json, matches, i, shown);
    json.CloseObject();
  }
  json.CloseList();
}

void PutPredictions(JsonWriter& json, const JoinedFrame& frame, std::span<const ModelMatches> matches,
                    const ShownPredictions& shown, const NameTable& classes) {
  std::map<int, MatchOutcome> lone;  // by number in the page
  for (std::size_t m = 0; m < matches.size(); ++m) {
    for (const LonePrediction& one : matches[m].lone) lone[NumberOf(shown, m, one.prediction)] = one.outcome;
  }
  json.Key("predictions").OpenList();
  for (const auto& [place, number] : shown) {
    const PredictedFrame& predicted = frame.predictions[static_cast<std::size_t>(place.first)];
    const Prediction& prediction = predicted.predictions[static_cast<std::size_t>(place.second)];
    json.OpenObject();
    Put(json, "model", predicted.model);
    Put(json, "class", ClassOfPrediction(predicted, static_cast<std::size_t>(place.second), classes));
    PutNumber(json, "score", prediction.score);
    if (const auto at = lone.find(number); at != lone.end()) {
      Put(json, "lone", kMatchOutcomeWords[static_cast<std::size_t>(at->second)]);
    }
    PutShape(json, prediction.shape);
    json.CloseObject();
  }
  json.CloseList();
}

// The shape that a finding is about, with its outline where it is not too long for a crop.
void PutCropped(JsonWriter& json, const Shape* shape) {
  constexpr std::size_t kMostBytes = 4096;
  if (shape == nullptr) return json.Null();
  json.OpenObject();
  PutShape(json, shape->encoded.size() <= kMostBytes ? *shape : Shape{ShapeKind::kBox, shape->bounds, {}});
  json.CloseObject();
}

ShownFinding Show(const JoinedFrame& frame, FindingToShow finding, const ShownPredictions& shown) {
  const Shape *label = nullptr, *prediction = nullptr;
  std::string line;
  AppendFindingJson(finding.record, line);
  JsonWriter json(kDecimals);
  json.OpenObject();
  if (finding.label >= 0) {
    json.Key("label").Signed(finding.label);
    label = &frame.labels.labels[static_cast<std::size_t>(finding.label)].shape;
  }
  if (const auto at = shown.find({finding.model, finding.prediction}); at != shown.end()) {
    json.Key("prediction").Signed(at->second);
    prediction = &frame.predictions[static_cast<std::size_t>(finding.model)]
                      .predictions[static_cast<std::size_t>(finding.prediction)]
                      .shape;
  }
  json.Key("shapes").OpenList();
  PutCropped(json, label);
  PutCropped(json, prediction);
  json.CloseList();
  json.CloseObject();
  // The line as it stands in a file of findings: what a verdict repeats.
  std::string text = "{\"line\":" + line + "," + std::string(json.Written().substr(1));
  finding.record.evidence = {};
  return {std::move(finding.record), std::move(text), 0, {}, false};
}

// Within the sequence, or where frames have none, the source.
std::string TrackOf(const JoinedFrame& frame, const FindingToShow& finding) {
  std::string_view track;
  if (finding.label >= 0) {
    track = frame.labels.labels[static_cast<std::size_t>(finding.label)].track_id;
  } else if (finding.model >= 0 && finding.prediction >= 0) {
    track = frame.predictions[static_cast<std::size_t>(finding.model)]
                .predictions[static_cast<std::size_t>(finding.prediction)]
                .track_id;
  }
  if (track.empty()) return {};
  const std::string_view of = frame.labels.sequence.empty() ? frame.labels.source : frame.labels.sequence;
  return std::string(of) + "\n" + std::string(track);
}

// Several models may miss one label.
bool AtOnePlace(const std::optional<Box>& one, const std::optional<Box>& other) {
  constexpr double kLeastIoU = 0.5;
  return one && other && IoU(*one, *other) >= kLeastIoU;
}

// REQUIRES: `findings` begin with those that have their numbers.
std::size_t ObjectOf(const ShownFinding& shown, std::int32_t label, std::size_t labels,
                     std::span<const ShownFinding> findings) {
  if (label >= 0) return static_cast<std::size_t>(label) + 1;
  for (const ShownFinding& before : findings) {
    if (before.object > labels && AtOnePlace(before.record.suggested_box, shown.record.suggested_box)) {
      return before.object;
    }
  }
  return labels + findings.size() + 1;
}

std::vector<Finding> MostSuspicious(std::span<const Finding> findings) {
  std::vector<Finding> chosen;
  std::copy_if(findings.begin(), findings.end(), std::back_inserter(chosen),
               [](const Finding& finding) { return finding.flagged || finding.score >= kHarmless; });
  std::stable_sort(chosen.begin(), chosen.end(), [](const Finding& a, const Finding& b) { return a.score > b.score; });
  if (chosen.size() > kMostShownFindings) chosen.resize(kMostShownFindings);
  return chosen;
}

}  // namespace

ShownFrame Show(const JoinedFrame& frame, std::vector<FindingToShow> findings, std::span<const ModelMatches> matches,
                const NameTable& classes) {
  const LabeledFrame& labeled = frame.labels;
  const ShownPredictions shown = ChoosePredictions(frame, findings);
  std::vector<std::string_view> models, frame_classes;
  for (const PredictedFrame& predicted : frame.predictions) models.push_back(predicted.model);
  for (const NameId class_id : labeled.frame_classes) frame_classes.push_back(ClassOfFrame(labeled, class_id, classes));
  JsonWriter json(kDecimals);
  json.OpenObject();
  Put(json, "id", labeled.frame_id);
  Put(json, "source", labeled.source);
  Put(json, "annotator", labeled.annotator);
  json.Key("width").Whole(labeled.image_width);
  json.Key("height").Whole(labeled.image_height);
  PutNames(json, "models", models);
  PutNames(json, "classes", frame_classes);
  PutLabels(json, labeled, matches, shown, classes);
  PutPredictions(json, frame, matches, shown, classes);
  json.CloseObject();
  ShownFrame page{std::string(json.Written()), {}};
  for (FindingToShow& finding : findings) {
    const std::int32_t label = finding.label;
    std::string track = TrackOf(frame, finding);
    ShownFinding one = Show(frame, std::move(finding), shown);
    one.track = std::move(track);
    one.object = ObjectOf(one, label, labeled.labels.size(), page.findings);
    page.findings.push_back(std::move(one));
  }
  return page;
}

ShownFrame Show(const JoinedFrame& frame, const Calibration& calibration, const Judgement& judgement,
                const Inspector& inspector, const NameTable& classes) {
  std::vector<FindingToShow> findings;
  for (const Finding& finding : MostSuspicious(judgement.findings)) {
    findings.push_back(
        {inspector.Describe(frame, calibration, finding), finding.label, finding.model, finding.prediction});
  }
  return Show(frame, std::move(findings), judgement.matches, classes);
}

}  // namespace labelwatch
